import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { DayScreen, SlotScreen, TodayScreen } from './day/day-screens.jsx';
import { Layout } from './layout/layout.jsx';
import { NotFound } from './layout/not-found.jsx';

const root = createRootRoute({ component: Layout, notFoundComponent: NotFound });

const today = createRoute({ getParentRoute: () => root, path: '/', component: TodayScreen });
const day = createRoute({
  getParentRoute: () => root,
  path: '/days/$date',
  component: DayScreen,
  validateSearch: ({ tab }: Record<string, unknown>): { tab?: DayTab } => (isDayTab(tab) ? { tab } : {}),
});
const slot = createRoute({ getParentRoute: () => day, path: '/slots/$slotNumber', component: SlotScreen });

const plan = createRoute({
  getParentRoute: () => root,
  path: '/plan',
  component: lazyRouteComponent(() => import('./plan/plan-page.jsx'), 'PlanPage'),
  validateSearch: ({ date }: Record<string, unknown>): { date?: string } => (isText(date) ? { date } : {}),
});
const calendar = createRoute({
  getParentRoute: () => root,
  path: '/calendar',
  component: lazyRouteComponent(() => import('./calendar/calendar-page.jsx'), 'CalendarPage'),
  validateSearch: ({ month }: Record<string, unknown>): { month?: string } => (isText(month) ? { month } : {}),
});
const users = createRoute({
  getParentRoute: () => root,
  path: '/users',
  component: lazyRouteComponent(() => import('./users/users-page.jsx'), 'UsersPage'),
  validateSearch: ({ query }: Record<string, unknown>): { query?: string } => (isText(query) ? { query } : {}),
});
const user = createRoute({
  getParentRoute: () => root,
  path: '/users/$id',
  component: lazyRouteComponent(() => import('./users/user-page.jsx'), 'UserPage'),
  validateSearch: ({ explain }: Record<string, unknown>): { explain?: string } => (isText(explain) ? { explain } : {}),
});
const alerts = createRoute({
  getParentRoute: () => root,
  path: '/alerts',
  component: lazyRouteComponent(() => import('./alerts/alerts-page.jsx'), 'AlertsPage'),
  validateSearch: ({ all }: Record<string, unknown>): { all?: boolean } => (all === true ? { all } : {}),
});
const health = createRoute({
  getParentRoute: () => root,
  path: '/health',
  component: lazyRouteComponent(() => import('./health/health-page.jsx'), 'HealthPage'),
});
const audit = createRoute({
  getParentRoute: () => root,
  path: '/audit',
  component: lazyRouteComponent(() => import('./audit/audit-page.jsx'), 'AuditPage'),
  validateSearch: (search: Record<string, unknown>): AuditSearch => ({
    ...(isText(search['actor']) ? { actor: search['actor'] } : {}),
    ...(isText(search['action']) ? { action: search['action'] } : {}),
    ...(isText(search['target']) ? { target: search['target'] } : {}),
    ...(isText(search['date']) ? { date: search['date'] } : {}),
    ...(isText(search['requestId']) ? { requestId: search['requestId'] } : {}),
  }),
});
const reports = createRoute({
  getParentRoute: () => root,
  path: '/reports',
  component: lazyRouteComponent(() => import('./reports/reports-page.jsx'), 'ReportsPage'),
  validateSearch: ({ from, to }: Record<string, unknown>): { from?: string; to?: string } => ({
    ...(isText(from) ? { from } : {}),
    ...(isText(to) ? { to } : {}),
  }),
});
const receipts = createRoute({
  getParentRoute: () => root,
  path: '/receipts',
  component: lazyRouteComponent(() => import('./receipts/receipts-page.jsx'), 'ReceiptsPage'),
  validateSearch: ({ entry }: Record<string, unknown>): { entry?: string } => (isText(entry) ? { entry } : {}),
});
const approvals = createRoute({
  getParentRoute: () => root,
  path: '/approvals',
  component: lazyRouteComponent(() => import('./approvals/approvals-page.jsx'), 'ApprovalsPage'),
});
const admins = createRoute({
  getParentRoute: () => root,
  path: '/admins',
  component: lazyRouteComponent(() => import('./admins/admins-page.jsx'), 'AdminsPage'),
});

const screens = [
  today,
  day.addChildren([slot]),
  ...[plan, calendar, users, user],
  ...[alerts, health, audit, reports, receipts, approvals, admins],
] as const;

export const router = createRouter({ routeTree: root.addChildren(screens), basepath: '/console' });

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

const DAY_TABS = ['overview', 'proof', 'failures', 'payouts', 'receipts', 'audit'] as const;
type DayTab = (typeof DAY_TABS)[number];

function isDayTab(value: unknown): value is DayTab {
  return DAY_TABS.some((tab) => tab === value);
}

interface AuditSearch {
  readonly actor?: string;
  readonly action?: string;
  readonly target?: string;
  readonly date?: string;
  readonly requestId?: string;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
