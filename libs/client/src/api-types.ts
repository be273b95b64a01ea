/** The REST contract as types: `npm run client` writes this file from the OpenAPI document. */

export interface paths {
  '/health/live': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The process answers */
    get: operations['liveHealth'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health/ready': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The process can do its work: MongoDB answers */
    get: operations['readyHealth'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health/all': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** For monitors: MongoDB, Redis and a live worker are there */
    get: operations['allHealth'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/auth/login': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Sign in; needs no 2FA code, because every change asks for one
     * @description While others try many passwords at an account it is slow; its owner gets in at once with password and code together.
     */
    post: operations['login'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/auth/refresh': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Go on with a session: a new access token for the refresh token in the cookie
     * @description A refresh token works once, and the answer sets the next. An old one ends the session. Sign-ins of the platform’s identity provider have none: renew their tokens there.
     */
    post: operations['refresh'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/auth/me': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Who is signed in, what the account may do, and when the session ends */
    get: operations['me'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/auth/ticket': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** A ticket that opens one event stream or one download without a header, within 60 s */
    post: operations['ticket'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/auth/logout': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * End this session
     * @description Answers 409 to a token of the platform's identity provider: that sign-in ends where it began.
     */
    post: operations['logout'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/auth/logout-everywhere': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * End every session of the own account
     * @description Answers 409 to a token of the platform's identity provider: that sign-in ends where it began.
     */
    post: operations['logoutEverywhere'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/auth/2fa/setup': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * A new 2FA secret for the own account, in force once a code of it is sent to enable
     * @description An admin sends an enrolment code (of "npm run password", or of another admin) and the password.
     */
    post: operations['setup'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/auth/2fa/enable': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Turn 2FA on for the own account; the recovery codes are shown this once */
    post: operations['enable'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/users/{id}/enrolment': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** A code with which another admin who has no 2FA can set it up, within 30 minutes */
    post: operations['enrolmentAdminAccess'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/users/{id}/scopes': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /** What another admin may do */
    patch: operations['scopesAdminAccess'];
    trace?: never;
  };
  '/api/v1/admin/daily-declaration-returns/today/queue': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Queue today, as one distribution or as up to 100 slots */
    post: operations['queueToday'];
    /** Cancel every slot that is still PENDING, and what waits out a delay to pay again; what is declared stays */
    delete: operations['cancelAllToday'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/daily-declaration-returns/today/preview': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** What each slot would pay now; changes nothing and needs no code */
    post: operations['previewToday'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/daily-declaration-returns/today/queue/{slotNumber}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /** Cancel a slot that is still PENDING, or the retry or compensation that an ended one waits for */
    delete: operations['cancelToday'];
    options?: never;
    head?: never;
    /** Change a slot that is still PENDING */
    patch: operations['changeToday'];
    trace?: never;
  };
  '/api/v1/admin/daily-declaration-returns/{date}/queue': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Queue a day from today to today + 30, as one distribution or as up to 100 slots */
    post: operations['queueDayQueue'];
    /** Cancel every slot that is still PENDING, and what waits out a delay to pay again; what is declared stays */
    delete: operations['cancelAllDayQueue'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/daily-declaration-returns/{date}/preview': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** What each slot would pay now; changes nothing and needs no code */
    post: operations['previewDayQueue'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/daily-declaration-returns/{date}/queue/{slotNumber}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /** Cancel a slot that is still PENDING, or the retry or compensation that an ended one waits for */
    delete: operations['cancelDayQueue'];
    options?: never;
    head?: never;
    /** Change a slot that is still PENDING */
    patch: operations['changeDayQueue'];
    trace?: never;
  };
  '/api/v1/admin/daily-declaration-returns/today/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Server-sent events: the data of today's status, at once and at every change
     * @description Send the access token as a header (with fetch), or a ticket in the query (with EventSource). Ends when the token runs out, or its session ends.
     */
    get: operations['todayEvents'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/daily-declaration-returns/{date}/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Server-sent events: the data of a date's status, at once and at every change
     * @description Send the access token as a header (with fetch), or a ticket in the query (with EventSource). Ends when the token runs out, or its session ends.
     */
    get: operations['ofDateEvents'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/daily-declaration-returns/{date}/failures': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Records that could not be paid, page by page
     * @description With "Accept: text/csv", or `format`, all of them as a file, whatever cursor and limit say.
     */
    get: operations['listFailures'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/daily-declaration-returns/{date}/payouts': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What was paid for a date and taken back of it, entry by entry, page by page
     * @description With "Accept: text/csv" or "application/x-ndjson", or `format`, all of them as a file, whatever cursor and limit say.
     */
    get: operations['listPayouts'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/daily-declaration-returns/today/status': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Today's status, live while a slot executes; at most 0.1 s old */
    get: operations['todayStatus'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/daily-declaration-returns/{date}/status': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A date's status */
    get: operations['ofDateStatus'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/daily-declaration-returns/{date}/slots/{slotNumber}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Everything about one slot: runs, chunks by phase, and what can be done with it */
    get: operations['slotStatus'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/daily-declaration-returns/{date}/slots/{slotNumber}/retry': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Pay what a FAILED slot, or a COMPLETED one with errors, has not paid; waits for the end */
    post: operations['retryOneRetry'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/daily-declaration-returns/{date}/retry': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** The same for several slots, or for everything of the date that left something unpaid */
    post: operations['retryManyRetry'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/daily-declaration-returns/{date}/slots/{slotNumber}/reverse': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Take back exactly what a slot paid, or with `preview` say what that would be; waits for the end */
    post: operations['reverseSlotReverse'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/daily-declaration-returns/{date}/slots/{slotNumber}/reinstate': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Allow a slot to pay again what was taken back, by a retry */
    post: operations['reinstateSlotReverse'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/daily-declaration-returns/{date}/reverse': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** The same of what was distributed on a date by hand or automatically, without slots */
    post: operations['reverseRunsReverse'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/daily-declaration-returns/{date}/reinstate': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Allow what was distributed on a date by hand or automatically to be paid again, by a retry of the date */
    post: operations['reinstateRunsReverse'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/pool/{id}/reverse': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** The same of pools without a date */
    post: operations['reversePoolReverse'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/pool/{id}/reinstate': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Allow pools without a date to pay again what was taken back, by their retry */
    post: operations['reinstatePoolReverse'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/daily-declaration-returns/{date}/reconciliation': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Prove that ledger = wallets = stakes = slot totals, and list what is missing */
    get: operations['checkReconciliation'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/daily-declaration-returns/{date}/compensate': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Pay what is missing, to exactly those who are owed; waits for the end */
    post: operations['compensateReconciliation'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/daily-declaration-returns/declare': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Declare a date; waits for the end of what is distributed at once */
    post: operations['declareDeclarations'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/daily-declaration-returns/declared': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The declared dates of a range */
    get: operations['listDeclarations'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/daily-declaration-returns/{date}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One declaration */
    get: operations['getDeclarations'];
    put?: never;
    post?: never;
    /** Delete a declaration, while nothing of it is distributed or queued */
    delete: operations['removeDeclarations'];
    options?: never;
    head?: never;
    /** Change what is declared for a date, while nothing of it is distributed or queued */
    patch: operations['changeDeclarations'];
    trace?: never;
  };
  '/api/v1/admin/daily-declaration-returns/{date}/distribute': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Distribute a declared date now, or what of it is left; waits for the end */
    post: operations['distributeDeclarations'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/daily-profit/declare': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Declare a date */
    post: operations['declareDailyProfit'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/daily-profit/declared': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The declared dates of a range */
    get: operations['listDailyProfit'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/days': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** How each day of a range stands: slots, money and open alerts */
    get: operations['listDays'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/pool/declare': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Declare pools for now or for a date; with rosPercentage a whole day */
    post: operations['declarePool'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/pool/{id}/retry': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Pay what FAILED pools without a date, or COMPLETED ones with errors, have not paid */
    post: operations['retryPool'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/pool/{id}/distribute': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Distribute pools without a date, or what of them nobody qualified for before */
    post: operations['distributePool'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/pool/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Pools without a date, and how their distribution goes on */
    get: operations['getPool'];
    put?: never;
    post?: never;
    /** Delete pools without a date of which nothing was paid */
    delete: operations['removePool'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/pool/qualifiers': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Who would share the pools now */
    get: operations['qualifiersPool'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/pool/declarations': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Pools without a date, newest first, page by page */
    get: operations['listPool'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/alerts': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Alerts, newest first, page by page */
    get: operations['listAlerts'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/alerts/acknowledge': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Take notice of several alerts, or of all of a rule */
    post: operations['acknowledgeManyAlerts'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/alerts/{id}/acknowledge': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Take notice of an alert */
    post: operations['acknowledgeAlerts'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/audit-log': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Who changed what, when, from where, before and after; newest first, page by page */
    get: operations['listAuditLog'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/audit-log/chain': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Whether the audit log is as it was written, record by record
     * @description Walks the newest 10,000 records; `npm run reconcile` walks all of them.
     */
    get: operations['intactAuditLog'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/cron/status': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Whether slots are executed at their times, and what stands in the way */
    get: operations['readCron'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/cron/pause': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Let no further slot start; survives restarts */
    post: operations['pauseCron'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/cron/resume': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Let slots start again; overdue ones run at once */
    post: operations['resumeCron'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Server-sent events: today's status, health and counts of open alerts, at once and at every change
     * @description Events: `day` (the data of today/status), `health` (healthy, problems, enabled, paused, workers, overdueSlots), `alerts` (open by rule and by severity; waitingProposals), and `ping` every 15 s. Every event has an id; who sends the last one back gets only what has changed since. Send the access token as a header (with fetch), or a ticket in the query (with EventSource). Ends when the token runs out, or its session ends.
     */
    get: operations['followConsoleEvents'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/metrics': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Metrics of this process, and gauges of the whole system, in the text format of Prometheus
     * @description Not here where METRICS_PORT names another port, nor in production where it names none.
     */
    get: operations['scrapeMetrics'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/reports/daily': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What each day of a range has paid: stakes, users, ROS, pools, failures, reversals and lateness
     * @description With "Accept: text/csv" or "application/x-ndjson", or `format`, as a file.
     */
    get: operations['dailyReports'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/settings': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Zone, default time, cap, ranks, limits, versions, and the time of the database */
    get: operations['readSettings'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/proposals': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What waits for a second admin, or did, newest first, page by page */
    get: operations['listProposals'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/proposals/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One proposal */
    get: operations['getProposals'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/proposals/{id}/now': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What a proposal would pay now, against what was proposed */
    get: operations['nowProposals'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/proposals/{id}/approve': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Have another admin's proposal carried out, if it would still pay what was shown */
    post: operations['approveProposals'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/proposals/{id}/reject': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Refuse a proposal; its proposer may take it back so */
    post: operations['rejectProposals'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/me/wallet': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The own wallet */
    get: operations['walletMe'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/me/stakes': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The own stakes and what they earn, newest first, page by page */
    get: operations['myStakesMe'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/me/transactions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What was paid to the own wallet, newest first, page by page */
    get: operations['transactionsMe'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/me/explain': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What the own stakes and shares were paid and how it is worked out, or why not */
    get: operations['explainMe'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/users': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Find users by e-mail address, username or id, or by the id of a stake or an entry, page by page */
    get: operations['findUsers'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/users/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A user: account, wallet, stakes with what they earn, page by page, and the latest entries */
    get: operations['oneUsers'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/users/{id}/explain': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What a user's stakes and shares were paid and how it is worked out, or why not */
    get: operations['explainUsers'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/proofs': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The roots of finished slots, link by link, page by page */
    get: operations['listProofs'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/admin/transactions/{id}/receipt': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The receipt of anybody's payout */
    get: operations['ofAnybodyProofs'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/me/transactions/{id}/receipt': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The receipt of an own payout: the entry, the path to the root of its slot, and its link */
    get: operations['ownProofs'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export interface components {
  schemas: {
    LiveDto: {
      /** @enum {string} */
      status: 'live';
    };
    FieldErrorDto: {
      /**
       * @description Path in the body, or name of a parameter
       * @example distributionSlots.0.rosPercentage
       */
      field: string;
      /**
       * @description What is wrong and what would be right
       * @example must be from 0 to 2.2; got 3.
       */
      message: string;
      /**
       * @description What was sent, if short and no secret
       * @example 3
       */
      value?: string | number | boolean;
    };
    ErrorBodyDto: {
      /**
       * @description Stable, for programs
       * @enum {string}
       */
      code:
        | 'VALIDATION_FAILED'
        | 'MALFORMED_JSON'
        | 'BAD_REQUEST'
        | 'INVALID_AMOUNT'
        | 'INVALID_RATE'
        | 'INVALID_DATE'
        | 'INVALID_TIME'
        | 'INVALID_CURSOR'
        | 'PAYLOAD_TOO_LARGE'
        | 'UNSUPPORTED_MEDIA_TYPE'
        | 'ROUTE_NOT_FOUND'
        | 'READ_ONLY'
        | 'NOT_ACCEPTABLE'
        | 'UNAUTHENTICATED'
        | 'SESSION_ENDED'
        | 'INVALID_CREDENTIALS'
        | 'FORBIDDEN'
        | 'SCOPE_MISSING'
        | 'TWO_FA_REQUIRED'
        | 'TWO_FA_INVALID'
        | 'TWO_FA_CODE_USED'
        | 'TWO_FA_NOT_ENABLED'
        | 'ENROLMENT_REQUIRED'
        | 'ENROLMENT_INVALID'
        | 'OWN_PROPOSAL'
        | 'TWO_FA_ALREADY_ENABLED'
        | 'TWO_FA_NOT_SET_UP'
        | 'NO_CREDENTIAL'
        | 'NOT_AN_ADMIN'
        | 'PROVIDER_SESSION'
        | 'ACCOUNT_LOCKED'
        | 'TOO_MANY_REQUESTS'
        | 'IDEMPOTENCY_KEY_REUSED'
        | 'IDEMPOTENCY_IN_PROGRESS'
        | 'DECLARATION_NOT_FOUND'
        | 'SLOT_NOT_FOUND'
        | 'POOL_NOT_FOUND'
        | 'ALERT_NOT_FOUND'
        | 'USER_NOT_FOUND'
        | 'ENTRY_NOT_FOUND'
        | 'ALREADY_DECLARED'
        | 'ALREADY_DISTRIBUTED'
        | 'SLOT_STATE_CONFLICT'
        | 'ALREADY_QUEUED'
        | 'SLOT_REVERSED'
        | 'DISTRIBUTION_CANCELLED'
        | 'NOT_ORDERED'
        | 'PREVIEW_CHANGED'
        | 'LIMIT_EXCEEDED'
        | 'PROPOSAL_NOT_FOUND'
        | 'PROPOSAL_CLOSED'
        | 'PROPOSAL_EXPIRED'
        | 'PROPOSAL_STALE'
        | 'SLOT_NOT_CLOSED'
        | 'LEDGER_CHANGED'
        | 'DISTRIBUTION_FAILED'
        | 'INTERNAL_ERROR'
        | 'DEPENDENCY_DOWN';
      details?: components['schemas']['FieldErrorDto'][];
    };
    FailureDto: {
      /** @enum {boolean} */
      success: false;
      /**
       * @description For people
       * @example This needs the role admin.
       */
      message: string;
      error: components['schemas']['ErrorBodyDto'];
      /** @description With PREVIEW_CHANGED: the new preview */
      data?: {
        [key: string]: unknown;
      };
      /**
       * @description Also in the header X-Request-Id; quote it in a report
       * @example 5f3c…
       */
      requestId: string;
    };
    ReadyDto: {
      /** @enum {string} */
      status: 'ready' | 'degraded';
      /**
       * @example {
       *       "mongodb": "answers",
       *       "redis": "answers",
       *       "worker": "2 alive"
       *     }
       */
      dependencies: {
        [key: string]: string;
      };
      /**
       * @description enabled, or why nothing is executed
       * @example enabled
       */
      execution: string;
    };
    UserDto: {
      /** @example 665f1c2e9b1e8a0012345678 */
      _id: string;
      /** @example admin@example.com */
      email: string;
      /** @example admin */
      username: string;
      /** @enum {string} */
      role: 'user' | 'admin';
      /** @enum {string} */
      rank:
        | 'Stakeholder'
        | 'Associate Stakeholder'
        | 'Principal Strategist'
        | 'Elite Capitalist'
        | 'Wealth Architect'
        | 'Finance Titan';
      /** @description Whether changes can be confirmed with a code */
      twoFAEnabled: boolean;
    };
    LoginDto: {
      /** @description Send it as Authorization: Bearer <accessToken> */
      accessToken: string;
      /**
       * @description Life of the token in seconds
       * @example 3600
       */
      expiresIn: number;
      user: components['schemas']['UserDto'];
    };
    LoginBody: {
      /**
       * @description E-mail address, any case
       * @example admin@example.com
       */
      email: string;
      /**
       * Format: password
       * @description Password
       * @example correct-horse-battery-staple
       */
      password: string;
      /** @description A code of the authenticator app, or a recovery code: gets in while others try many passwords */
      twoFACode?: string;
    };
    NoFields: Record<string, never>;
    MeDto: {
      user: components['schemas']['UserDto'];
      /** @enum {string} */
      role: 'user' | 'admin';
      /** @description What the account may do under /admin */
      scopes: ('view' | 'support' | 'finance' | 'operate' | 'pay' | 'approve')[];
      /** @description Whether changes can be confirmed with a code */
      twoFAEnabled: boolean;
      /**
       * Format: date-time
       * @description When the access token of this request runs out
       * @example 2026-02-12T15:00:00.000Z
       */
      tokenEndsAt: string;
      /**
       * Format: date-time
       * @description When the session ends unless it is renewed
       * @example 2026-02-13T02:00:00.000Z
       */
      sessionEndsAt: string;
    };
    TicketDto: {
      /** @description Send it as ?ticket= of one event stream or download */
      ticket: string;
      /**
       * @description Seconds
       * @example 60
       */
      expiresIn: number;
    };
    TwoFASetupDto: {
      /**
       * @description Base32; shown this once
       * @example JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP
       */
      secret: string;
      /**
       * @description To be shown as a QR code
       * @example otpauth://totp/…
       */
      otpauthUri: string;
    };
    SetUpTwoFABody: {
      /** @example k7wq-3npa-x2mf-9cbd */
      enrolmentCode?: string;
      /**
       * Format: password
       * @example correct-horse-battery-staple
       */
      password?: string;
    };
    TwoFAStateDto: {
      /** @enum {boolean} */
      twoFAEnabled: true;
      /**
       * @description Ten; each replaces a code of the authenticator app once. Shown this once
       * @example [
       *       "k7wq-3npa-x2mf-9cbd"
       *     ]
       */
      recoveryCodes: string[];
    };
    EnableTwoFABody: {
      /**
       * @description A code of the authenticator app
       * @example 123456
       */
      code: string;
    };
    EnrolmentDto: {
      /**
       * @description Shown this once
       * @example k7wq-3npa-x2mf-9cbd
       */
      enrolmentCode: string;
      /**
       * Format: date-time
       * @example 2026-02-12T14:30:00.000Z
       */
      expiresAt: string;
    };
    AdminMutationBody: {
      /**
       * @description The 6-digit code that the admin's authenticator app shows now; each works once.
       * @example 123456
       */
      twoFACode: string;
    };
    ScopesDto: {
      scopes: ('view' | 'support' | 'finance' | 'operate' | 'pay' | 'approve')[];
    };
    ScopesBody: {
      /**
       * @description The 6-digit code that the admin's authenticator app shows now; each works once.
       * @example 123456
       */
      twoFACode: string;
      /**
       * @example [
       *       "view",
       *       "finance"
       *     ]
       */
      scopes: ('view' | 'support' | 'finance' | 'operate' | 'pay' | 'approve')[];
    };
    ProposedPayoutDto: {
      /**
       * @description Of the distribution
       * @example slot
       */
      kind: string;
      /** @example 1 */
      slotNumber: number | null;
      /**
       * Format: date-time
       * @example 2026-02-12T14:00:00.000Z
       */
      scheduledFor: string;
      /**
       * @description USDT
       * @example 1234.56
       */
      total: number;
    };
    ProposalSummaryDto: {
      /**
       * @description A stable word, as the audit log has it
       * @example day.queue
       */
      action: string;
      /**
       * Format: date
       * @description In the platform's time zone
       * @example 2026-02-12
       */
      date: string | null;
      /**
       * @description What would be paid as things stood, USDT
       * @example 1234.56
       */
      total: number;
      /** @example Queue 2026-02-12: 1234.56 USDT in 1 payout */
      text: string;
      payouts: components['schemas']['ProposedPayoutDto'][];
    };
    ProposalAdminDto: {
      /** @example 665f1c2e9b1e8a0012345678 */
      id: string;
      /** @example ann@example.com */
      email: string;
    };
    ProposalDto: {
      /** @example 665f1c2e9b1e8a0012345678 */
      id: string;
      /**
       * @example WAITING
       * @enum {string}
       */
      status: 'WAITING' | 'APPROVED' | 'REJECTED' | 'STALE' | 'EXPIRED';
      /**
       * @description SHA-256 of what would be paid; of a queued day that of its preview
       * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
       */
      manifest: string;
      summary: components['schemas']['ProposalSummaryDto'];
      proposedBy: components['schemas']['ProposalAdminDto'];
      /**
       * Format: date-time
       * @example 2026-02-12T10:00:00.000Z
       */
      proposedAt: string;
      /**
       * Format: date-time
       * @example 2026-02-13T10:00:00.000Z
       */
      expiresAt: string;
      /** @description Who approved or rejected it */
      decidedBy: components['schemas']['ProposalAdminDto'] | null;
      /**
       * Format: date-time
       * @example 2026-02-12T11:00:00.000Z
       */
      decidedAt: string | null;
      /**
       * @description Why it was rejected, or is stale
       * @example null
       */
      reason: string | null;
    };
    ProposedDto: {
      proposal: components['schemas']['ProposalDto'];
    };
    ValuesDto: {
      /**
       * @description Percent
       * @example 0.55
       */
      rosPercentage: number;
      /**
       * @description USDT
       * @example 10000
       */
      premiumPoolAmount: number;
      /**
       * @description USDT
       * @example 5000
       */
      performancePoolAmount: number;
      /** @example Normal day */
      description: string;
    };
    SlotRunDto: {
      /**
       * @example schedule
       * @enum {string}
       */
      kind: 'schedule' | 'retry' | 'compensation' | 'reversal' | 'legacy';
      /**
       * @example ENDED
       * @enum {string}
       */
      state: 'REQUESTED' | 'EXECUTING' | 'ENDED';
      /**
       * Format: date-time
       * @example 2026-02-12T09:00:00.000Z
       */
      requestedAt: string;
      /** @example ann@example.com */
      requestedBy: string | null;
      /**
       * Format: date-time
       * @description Of a run that waits so that it can be cancelled: before when nothing of it is paid; else null
       * @example 2026-02-12T15:00:00.000Z
       */
      notBefore: string | null;
    };
    NotDueDto: {
      /**
       * @description Activated at the slot’s instant or later
       * @example 3
       */
      activatedLater: number;
      /**
       * @description Without an instant of activation
       * @example 0
       */
      withoutActivation: number;
    };
    AccountedDto: {
      /** @example 147 */
      paid: number;
      /**
       * @description Had earned up to their cap before
       * @example 1
       */
      capped: number;
      /**
       * @description Their payout rounds down to nothing
       * @example 1
       */
      nothing: number;
      /** @example 0 */
      failed: number;
      /**
       * @description Were ACTIVE no more when they were to be paid
       * @example 1
       */
      left: number;
      /**
       * @description Due when paid, or when compensated, and not counted when planned
       * @example 0
       */
      joined: number;
      /**
       * @description Were paid, and it was taken back; only there where something was
       * @example 12
       */
      reversed?: number;
    };
    SlotStakesDto: {
      /**
       * @description ACTIVE when the slot was planned
       * @example 153
       */
      active: number;
      /** @example 150 */
      due: number;
      notDue: components['schemas']['NotDueDto'];
      /** @description What became of the due; null until the slot has ended */
      accounted: components['schemas']['AccountedDto'] | null;
    };
    ReversalDto: {
      /**
       * @example COMPLETED
       * @enum {string}
       */
      status: 'REQUESTED' | 'EXECUTING' | 'COMPLETED' | 'FAILED' | 'REINSTATED';
      /**
       * @description Payouts that are taken back
       * @example 149
       */
      reversed: number;
      /**
       * @description Payouts that could not be; the failures of the date name them
       * @example 1
       */
      failed: number;
      /**
       * @description Payouts that the slot made; 0 until they are counted
       * @example 150
       */
      total: number;
      /**
       * @description What was taken back, USDT
       * @example 1233.56
       */
      amount: number;
      /**
       * @description In the words of the admin
       * @example a wrong percentage
       */
      reason: string;
      /**
       * @description Why it FAILED
       * @example null
       */
      error: string | null;
      /**
       * Format: date-time
       * @example 2026-02-12T15:00:00.000Z
       */
      requestedAt: string;
      /** @example ann@example.com */
      requestedBy: string | null;
      /**
       * Format: date-time
       * @example 2026-02-12T15:00:04.210Z
       */
      endedAt: string | null;
      /**
       * Format: date-time
       * @example 2026-02-12T16:00:00.000Z
       */
      reinstatedAt: string | null;
      /** @example null */
      reinstatedBy: string | null;
    };
    ProgressDto: {
      /** @example 150 */
      totalStakes: number;
      /** @example 150 */
      processedStakes: number;
      /**
       * @description Whole percent, of stakes and pool shares; 100 only when everything due is paid
       * @example 100
       */
      percent: number;
    };
    SlotDto: {
      /**
       * @description null for a run that is no slot
       * @example 1
       */
      slotNumber: number | null;
      /**
       * @description slot, or how else it was started: manual-ros, auto-ros …
       * @example slot
       */
      kind: string;
      /**
       * @example COMPLETED
       * @enum {string}
       */
      status: 'PENDING' | 'EXECUTING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';
      /**
       * @description Percent
       * @example 1
       */
      rosPercentage: number;
      /**
       * @description USDT
       * @example 0
       */
      premiumPoolAmount: number;
      /**
       * @description USDT
       * @example 0
       */
      performancePoolAmount: number;
      /**
       * Format: date-time
       * @example 2026-02-12T14:30:00.000Z
       */
      scheduledFor: string;
      /**
       * Format: date-time
       * @example 2026-02-12T14:30:00.012Z
       */
      startedAt: string | null;
      /**
       * Format: date-time
       * @example 2026-02-12T14:30:05.123Z
       */
      executedAt: string | null;
      /**
       * @description Start behind the scheduled instant, ms
       * @example 12
       */
      latenessMs: number | null;
      /** @example 5123 */
      executionTimeMs: number | null;
      /** @example 1 */
      attempts: number;
      /** @example 150 */
      usersProcessed: number;
      /** @example 150 */
      processedStakes: number;
      /**
       * @description USDT
       * @example 1234.56
       */
      totalDistributed: number;
      /**
       * @description Records that could not be paid and still are not
       * @example 0
       */
      errors: number;
      /**
       * @description Why it FAILED, a stable word
       * @example null
       */
      reason: string | null;
      /**
       * @description Why it FAILED, for people
       * @example null
       */
      error: string | null;
      /** @description The run that waits, works, or was the last */
      run: components['schemas']['SlotRunDto'];
      /** @description Every ACTIVE stake accounted for; null until the slot is planned */
      stakes: components['schemas']['SlotStakesDto'] | null;
      /** @description What of it is taken back, or was last; null where nothing ever was */
      reversal: components['schemas']['ReversalDto'] | null;
      /** @description Live while the slot executes */
      progress: components['schemas']['ProgressDto'];
    };
    QueuedDayDto: {
      /**
       * @description Only there while nothing is executed
       * @enum {boolean}
       */
      executionEnabled?: false;
      /** @description Why nothing is paid, and what to do */
      warning?: string;
      /**
       * Format: date
       * @description In the platform's time zone
       * @example 2026-02-12
       */
      today: string;
      /**
       * @example COMPLETED
       * @enum {string}
       */
      status: 'NOT_QUEUED' | 'PENDING' | 'SCHEDULED' | 'EXECUTING' | 'COMPLETED' | 'FAILED';
      /**
       * Format: date-time
       * @description The first slot's
       * @example 2026-02-12T14:30:00.000Z
       */
      scheduledFor: string | null;
      /** @description null when nothing is declared */
      values: components['schemas']['ValuesDto'] | null;
      /** @example false */
      multiSlotEnabled: boolean;
      /** @description In the order of their instants, cancelled ones too */
      distributionSlots: components['schemas']['SlotDto'][];
    };
    SlotBody: {
      /**
       * @description Unique in the day
       * @example 1
       */
      slotNumber: number;
      /**
       * @description The slot's part of the day's ROS; percent from 0 to 2.2, at most 6 decimals, as a number or a numeric string
       * @example 0.5
       */
      rosPercentage?: number | string;
      /**
       * @description Left out in every slot: the pool is paid with the last one; USDT from 0 to 1000000000, at most 6 decimals, as a number or a numeric string
       * @example 500
       */
      premiumPoolAmount?: number | string;
      /**
       * @description Left out in every slot: the pool is paid with the last one; USDT from 0 to 1000000000, at most 6 decimals, as a number or a numeric string
       * @example 1000
       */
      performancePoolAmount?: number | string;
      /**
       * @description An ISO 8601 instant, or HH:mm[:ss] on today's date in the platform's time zone. Left out: the default time if it is still ahead, else now
       * @example 14:00:00
       */
      scheduledFor?: string;
    };
    QueueBody: {
      /**
       * @description The 6-digit code that the admin's authenticator app shows now; each works once.
       * @example 123456
       */
      twoFACode: string;
      /**
       * @description Paid to every active stake; with slots their sum, or left out; percent from 0 to 2.2, at most 6 decimals, as a number or a numeric string
       * @example 1
       */
      rosPercentage?: number | string;
      /**
       * @description The premium pool; USDT from 0 to 1000000000, at most 6 decimals, as a number or a numeric string
       * @example 1000
       */
      premiumPoolAmount?: number | string;
      /**
       * @description The performance pool; USDT from 0 to 1000000000, at most 6 decimals, as a number or a numeric string
       * @example 2000
       */
      performancePoolAmount?: number | string;
      /**
       * @description For people
       * @example Daily 1% ROS
       */
      description?: string;
      /** @description An ISO 8601 instant, or HH:mm[:ss] on today's date in the platform's time zone. Left out: the default time if it is still ahead, else now */
      scheduledFor?: string;
      /**
       * @description Whether distributionSlots are given
       * @example true
       */
      multiSlotEnabled?: boolean;
      /**
       * @example [
       *       {
       *         "slotNumber": 1,
       *         "rosPercentage": 0.5,
       *         "scheduledFor": "23:58:00"
       *       },
       *       {
       *         "slotNumber": 2,
       *         "rosPercentage": 0.5,
       *         "scheduledFor": "23:59:00"
       *       }
       *     ]
       */
      distributionSlots?: components['schemas']['SlotBody'][];
      /** @description Of the preview that was shown: 409 PREVIEW_CHANGED with a new one if something else would be paid */
      manifest?: string;
    };
    PreviewValuesDto: {
      /**
       * @description Percent
       * @example 1
       */
      rosPercentage: number;
      /**
       * @description USDT
       * @example 1000
       */
      premiumPoolAmount: number;
      /**
       * @description USDT
       * @example 2000
       */
      performancePoolAmount: number;
    };
    UnpayableDto: {
      /** @example 1 */
      count: number;
      /**
       * @description By reason, a stable word
       * @example {
       *       "MISSING_USER": 1
       *     }
       */
      byReason: {
        [key: string]: number;
      };
    };
    RosPreviewDto: {
      /**
       * @description ACTIVE now: the parts below add up to them
       * @example 153
       */
      active: number;
      /** @example 150 */
      stakes: number;
      /** @example 140 */
      users: number;
      /**
       * @description USDT
       * @example 1234.56
       */
      total: number;
      /**
       * @description Stakes that reach their cap with this slot
       * @example 2
       */
      cappedStakes: number;
      /**
       * @description Due stakes that have earned up to their cap before
       * @example 0
       */
      atCap: number;
      /**
       * @description Due stakes whose payout rounds down to nothing
       * @example 0
       */
      nothing: number;
      /** @description Stakes that are not due, and why */
      notDue: components['schemas']['NotDueDto'];
      /** @description Stakes that are due and cannot be paid */
      unpayable: components['schemas']['UnpayableDto'];
    };
    PoolPreviewDto: {
      /** @example 75 */
      qualifiers: number;
      /**
       * @description USDT
       * @example 1000
       */
      pool: number;
      /**
       * @description Of each, rounded down to 0.000001 USDT
       * @example 13.333333
       */
      share: number;
      /**
       * @description How many get 0.000001 USDT more, so that the shares add up to the pool
       * @example 25
       */
      extra: number;
      /**
       * @description 0 when nobody qualifies; USDT
       * @example 1000
       */
      total: number;
    };
    PreviewSlotDto: {
      /** @example 1 */
      slotNumber: number | null;
      /**
       * Format: date-time
       * @example 2026-02-12T14:00:00.000Z
       */
      scheduledFor: string;
      /**
       * @description Percent
       * @example 0.5
       */
      rosPercentage: number;
      /**
       * @description USDT
       * @example 1000
       */
      premiumPoolAmount: number;
      /**
       * @description USDT
       * @example 2000
       */
      performancePoolAmount: number;
      ros: components['schemas']['RosPreviewDto'];
      premiumPool: components['schemas']['PoolPreviewDto'];
      performancePool: components['schemas']['PoolPreviewDto'];
      /**
       * @description USDT
       * @example 4234.56
       */
      total: number;
    };
    PreviewDto: {
      /**
       * Format: date
       * @description In the platform's time zone
       * @example 2026-02-12
       */
      today: string;
      /** @example true */
      multiSlotEnabled: boolean;
      values: components['schemas']['PreviewValuesDto'];
      distributionSlots: components['schemas']['PreviewSlotDto'][];
      /**
       * @description USDT
       * @example 5469.12
       */
      total: number;
      /**
       * @description What is to be known before it is queued
       * @example [
       *       "3 ACTIVE stakes have no instant of activation and would not be paid."
       *     ]
       */
      warnings: string[];
      /**
       * @description SHA-256 of what would be paid: sent with the queueing, that is refused if it is no longer the same
       * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
       */
      manifest: string;
    };
    PreviewBody: {
      /**
       * @description Paid to every active stake; with slots their sum, or left out; percent from 0 to 2.2, at most 6 decimals, as a number or a numeric string
       * @example 1
       */
      rosPercentage?: number | string;
      /**
       * @description The premium pool; USDT from 0 to 1000000000, at most 6 decimals, as a number or a numeric string
       * @example 1000
       */
      premiumPoolAmount?: number | string;
      /**
       * @description The performance pool; USDT from 0 to 1000000000, at most 6 decimals, as a number or a numeric string
       * @example 2000
       */
      performancePoolAmount?: number | string;
      /**
       * @description For people
       * @example Daily 1% ROS
       */
      description?: string;
      /** @description An ISO 8601 instant, or HH:mm[:ss] on today's date in the platform's time zone. Left out: the default time if it is still ahead, else now */
      scheduledFor?: string;
      /**
       * @description Whether distributionSlots are given
       * @example true
       */
      multiSlotEnabled?: boolean;
      /**
       * @example [
       *       {
       *         "slotNumber": 1,
       *         "rosPercentage": 0.5,
       *         "scheduledFor": "23:58:00"
       *       },
       *       {
       *         "slotNumber": 2,
       *         "rosPercentage": 0.5,
       *         "scheduledFor": "23:59:00"
       *       }
       *     ]
       */
      distributionSlots?: components['schemas']['SlotBody'][];
      /**
       * @description Not needed, and not used up
       * @example 123456
       */
      twoFACode?: string;
    };
    RosStatsDto: {
      /** @example 150 */
      processedStakes: number;
      /**
       * @description USDT
       * @example 1234.56
       */
      totalDistributed: number;
    };
    PoolStatsDto: {
      /** @example 0 */
      usersReceived: number;
      /**
       * @description USDT
       * @example 0
       */
      totalDistributed: number;
    };
    LastExecutionDto: {
      /**
       * @example COMPLETED
       * @enum {string}
       */
      status: 'PENDING' | 'EXECUTING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';
      rosStats: components['schemas']['RosStatsDto'];
      premiumPoolStats: components['schemas']['PoolStatsDto'];
      performancePoolStats: components['schemas']['PoolStatsDto'];
      /**
       * Format: date-time
       * @example 2026-02-12T14:30:05.123Z
       */
      executedAt: string;
      /** @example 5123 */
      executionTimeMs: number | null;
      /** @example null */
      error: string | null;
    };
    DayTotalsDto: {
      /**
       * @description Paid, owed and still to be paid, USDT; null while ROS is to be paid, which is known when it is
       * @example 1234.56
       */
      planned: number | null;
      /**
       * @description USDT
       * @example 1234.56
       */
      paid: number;
      /**
       * @description Left unpaid, USDT; null where that is ROS: the reconciliation tells
       * @example 0
       */
      owed: number | null;
      /**
       * @description Users of the slot that reached most of them
       * @example 150
       */
      users: number;
    };
    DayDto: {
      /**
       * @description Only there while nothing is executed
       * @enum {boolean}
       */
      executionEnabled?: false;
      /** @description Why nothing is paid, and what to do */
      warning?: string;
      /**
       * Format: date
       * @description In the platform's time zone
       * @example 2026-02-12
       */
      today: string;
      /**
       * @example COMPLETED
       * @enum {string}
       */
      status: 'NOT_QUEUED' | 'PENDING' | 'SCHEDULED' | 'EXECUTING' | 'COMPLETED' | 'FAILED';
      /**
       * Format: date-time
       * @description The first slot's
       * @example 2026-02-12T14:30:00.000Z
       */
      scheduledFor: string | null;
      /** @description null when nothing is declared */
      values: components['schemas']['ValuesDto'] | null;
      /** @example false */
      multiSlotEnabled: boolean;
      /** @description In the order of their instants, cancelled ones too */
      distributionSlots: components['schemas']['SlotDto'][];
      /** @description Of the day: sums over all that has ended; executedAt, status and error of the last */
      lastExecution: components['schemas']['LastExecutionDto'] | null;
      totals: components['schemas']['DayTotalsDto'];
    };
    SlotPatchBody: {
      /**
       * @description The 6-digit code that the admin's authenticator app shows now; each works once.
       * @example 123456
       */
      twoFACode: string;
      /**
       * @description An ISO 8601 instant, or HH:mm[:ss] on today's date in the platform's time zone. Left out: it stays
       * @example 16:00:00
       */
      scheduledFor?: string;
      /**
       * @description The slot's part of the day's ROS; percent from 0 to 2.2, at most 6 decimals, as a number or a numeric string
       * @example 0.4
       */
      rosPercentage?: number | string;
      /**
       * @description The slot's part of the premium pool; USDT from 0 to 1000000000, at most 6 decimals, as a number or a numeric string
       * @example 500
       */
      premiumPoolAmount?: number | string;
      /**
       * @description The slot's part of the performance pool; USDT from 0 to 1000000000, at most 6 decimals, as a number or a numeric string
       * @example 1000
       */
      performancePoolAmount?: number | string;
    };
    FailedRecordDto: {
      /**
       * @description null for a run that is no slot
       * @example 1
       */
      slotNumber: number | null;
      /** @example 2026-02-12/slot-1 */
      key: string;
      /**
       * @description Of the entry that would pay it, or take it back
       * @example ROI_EARNED
       */
      type: string;
      /**
       * @description A stake, or a user of a pool; what could not be taken back: the entry
       * @example 665f1c2e9b1e8a0012345678
       */
      subjectId: string;
      /** @example 665f1c2e9b1e8a0012345679 */
      userId: string | null;
      /** @example ann@example.com */
      email: string | null;
      /** @enum {string} */
      reason:
        | 'INVALID_STAKE_ID'
        | 'MISSING_USER'
        | 'INVALID_USER_ID'
        | 'INVALID_AMOUNT'
        | 'INVALID_TOTAL_EARNED'
        | 'INVALID_WALLET'
        | 'INSUFFICIENT_BALANCE';
      /**
       * @description As the record is now, USDT, or what could not be taken back; null where it cannot be worked out
       * @example 1.5
       */
      owed: number | null;
      /**
       * Format: date-time
       * @example 2026-02-12T14:30:01.000Z
       */
      firstSeenAt: string;
      /**
       * Format: date-time
       * @example 2026-02-12T14:40:01.000Z
       */
      lastSeenAt: string;
    };
    FailuresDto: {
      failures: components['schemas']['FailedRecordDto'][];
    };
    PageMetaDto: {
      /**
       * @description Entries on this page
       * @example 20
       */
      count: number;
      /** @example 20 */
      limit: number;
      /** @description Send it as cursor for the next page; null on the last */
      nextCursor: string | null;
    };
    PayoutDto: {
      /** @example 665f1c2e9b1e8a0012345678 */
      id: string;
      /**
       * @description null for a run that is no slot
       * @example 1
       */
      slotNumber: number | null;
      /**
       * @description What paid it
       * @example 2026-02-12/slot-1
       */
      key: string;
      /** @example ROI_EARNED */
      type: string | null;
      /** @example Daily ROS Payout - Slot 1 */
      description: string | null;
      /** @example 665f1c2e9b1e8a0012345679 */
      userId: string;
      /**
       * @description null for pool shares
       * @example 665f1c2e9b1e8a001234567a
       */
      stakeId: string | null;
      /**
       * @description USDT; negative for what was taken back
       * @example 1.5
       */
      amount: number | null;
      /**
       * @description Percent; null but for ROS
       * @example 0.5
       */
      rosPercentage: number | null;
      /** @example Completed */
      status: string | null;
      /**
       * Format: date-time
       * @example 2026-02-12T14:30:01.000Z
       */
      createdAt: string | null;
    };
    PayoutsDto: {
      payouts: components['schemas']['PayoutDto'][];
    };
    RunOfSlotDto: {
      /**
       * @example schedule
       * @enum {string}
       */
      kind: 'schedule' | 'retry' | 'compensation' | 'reversal' | 'legacy';
      /**
       * Format: date-time
       * @example 2026-02-12T09:00:00.000Z
       */
      requestedAt: string;
      /** @example ann@example.com */
      requestedBy: string | null;
      /**
       * @description null where one admin was enough
       * @example null
       */
      approvedBy: string | null;
      /** @example worker-1 */
      worker: string | null;
      /**
       * Format: date-time
       * @example 2026-02-12T14:30:00.012Z
       */
      startedAt: string | null;
      /**
       * Format: date-time
       * @example 2026-02-12T14:30:05.123Z
       */
      endedAt: string | null;
      /**
       * @description null while it has not ended
       * @example COMPLETED
       * @enum {string|null}
       */
      outcome: 'COMPLETED' | 'FAILED' | 'CANCELLED' | null;
      /** @example null */
      reason: string | null;
    };
    PhaseChunksDto: {
      /**
       * @example ROS
       * @enum {string}
       */
      phase: 'ROS' | 'PREMIUM' | 'PERFORMANCE';
      /** @example 0 */
      OPEN: number;
      /** @example 12 */
      PAID: number;
      /** @example 0 */
      FAILED: number;
    };
    SlotReceiptDto: {
      /** @example 7 */
      seq: number;
      /** @example 1 */
      round: number;
      /** @example 150 */
      entries: number;
      /** @description Of the tree over its entries */
      root: string;
      /** @description Of the link */
      hash: string;
      /**
       * Format: date-time
       * @example 2026-02-12T14:30:06.000Z
       */
      closedAt: string;
    };
    ActionDto: {
      /**
       * @example retry
       * @enum {string}
       */
      name: 'change' | 'cancel' | 'retry' | 'compensate' | 'reverse' | 'reinstate';
      /** @example false */
      allowed: boolean;
      /**
       * @description Why not
       * @example nothing is left unpaid
       */
      why: string | null;
    };
    SlotDetailDto: {
      /**
       * @description null for a run that is no slot
       * @example 1
       */
      slotNumber: number | null;
      /**
       * @description slot, or how else it was started: manual-ros, auto-ros …
       * @example slot
       */
      kind: string;
      /**
       * @example COMPLETED
       * @enum {string}
       */
      status: 'PENDING' | 'EXECUTING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';
      /**
       * @description Percent
       * @example 1
       */
      rosPercentage: number;
      /**
       * @description USDT
       * @example 0
       */
      premiumPoolAmount: number;
      /**
       * @description USDT
       * @example 0
       */
      performancePoolAmount: number;
      /**
       * Format: date-time
       * @example 2026-02-12T14:30:00.000Z
       */
      scheduledFor: string;
      /**
       * Format: date-time
       * @example 2026-02-12T14:30:00.012Z
       */
      startedAt: string | null;
      /**
       * Format: date-time
       * @example 2026-02-12T14:30:05.123Z
       */
      executedAt: string | null;
      /**
       * @description Start behind the scheduled instant, ms
       * @example 12
       */
      latenessMs: number | null;
      /** @example 5123 */
      executionTimeMs: number | null;
      /** @example 1 */
      attempts: number;
      /** @example 150 */
      usersProcessed: number;
      /** @example 150 */
      processedStakes: number;
      /**
       * @description USDT
       * @example 1234.56
       */
      totalDistributed: number;
      /**
       * @description Records that could not be paid and still are not
       * @example 0
       */
      errors: number;
      /**
       * @description Why it FAILED, a stable word
       * @example null
       */
      reason: string | null;
      /**
       * @description Why it FAILED, for people
       * @example null
       */
      error: string | null;
      /** @description The run that waits, works, or was the last */
      run: components['schemas']['SlotRunDto'];
      /** @description Every ACTIVE stake accounted for; null until the slot is planned */
      stakes: components['schemas']['SlotStakesDto'] | null;
      /** @description What of it is taken back, or was last; null where nothing ever was */
      reversal: components['schemas']['ReversalDto'] | null;
      /** @description Live while the slot executes */
      progress: components['schemas']['ProgressDto'];
      /** @example 2026-02-12/slot-1 */
      key: string;
      /**
       * @description Who ordered it
       * @example ann@example.com
       */
      orderedBy: string | null;
      /**
       * @description The second admin, as the seal names him; null where one was enough
       * @example null
       */
      approvedBy: string | null;
      /** @description The oldest first */
      runs: components['schemas']['RunOfSlotDto'][];
      chunks: components['schemas']['PhaseChunksDto'][];
      /** @description null until it is closed */
      receipt: components['schemas']['SlotReceiptDto'] | null;
      /**
       * @description Whether its last run has ended and its receipts are not made anew yet: `receipt` is of before then
       * @example false
       */
      closing: boolean;
      /** @description What can be done with it now */
      actions: components['schemas']['ActionDto'][];
    };
    RunningDayDto: {
      /**
       * @description Only there while nothing is executed
       * @enum {boolean}
       */
      executionEnabled?: false;
      /** @description Why nothing is paid, and what to do */
      warning?: string;
      /**
       * Format: date
       * @description In the platform's time zone
       * @example 2026-02-12
       */
      today: string;
      /**
       * @example COMPLETED
       * @enum {string}
       */
      status: 'NOT_QUEUED' | 'PENDING' | 'SCHEDULED' | 'EXECUTING' | 'COMPLETED' | 'FAILED';
      /**
       * Format: date-time
       * @description The first slot's
       * @example 2026-02-12T14:30:00.000Z
       */
      scheduledFor: string | null;
      /** @description null when nothing is declared */
      values: components['schemas']['ValuesDto'] | null;
      /** @example false */
      multiSlotEnabled: boolean;
      /** @description In the order of their instants, cancelled ones too */
      distributionSlots: components['schemas']['SlotDto'][];
      /** @description Of the day: sums over all that has ended; executedAt, status and error of the last */
      lastExecution: components['schemas']['LastExecutionDto'] | null;
      totals: components['schemas']['DayTotalsDto'];
      /**
       * @description Tells how it goes on
       * @example /api/v1/admin/daily-declaration-returns/2026-02-12/status
       */
      statusUrl: string;
    };
    RetrySlotsBody: {
      /**
       * @description The 6-digit code that the admin's authenticator app shows now; each works once.
       * @example 123456
       */
      twoFACode: string;
      /**
       * @description Numbers of slots; left out: everything of the date that left something unpaid, manual runs too
       * @example [
       *       1,
       *       2
       *     ]
       */
      slots?: number[];
    };
    PayoutSumDto: {
      /** @example ROI_EARNED */
      type: string;
      /** @example 150 */
      count: number;
      /**
       * @description USDT
       * @example 1234.56
       */
      amount: number;
    };
    BelowZeroDto: {
      /** @example 1 */
      users: number;
      /**
       * @description Their payouts
       * @example 1
       */
      count: number;
      /**
       * @description What they got, USDT
       * @example 1
       */
      amount: number;
    };
    ReversalPreviewDto: {
      /** @description What stands and would be taken back, by type */
      entries: components['schemas']['PayoutSumDto'][];
      /**
       * @description All of them
       * @example 150
       */
      count: number;
      /**
       * @description Whose they are
       * @example 149
       */
      users: number;
      /**
       * @description USDT
       * @example 1234.56
       */
      amount: number;
      /** @description Users whose wallet holds less than what would be taken back: as things stand theirs would not be touched */
      belowZero: components['schemas']['BelowZeroDto'];
    };
    ReversedDto: {
      /**
       * @example COMPLETED
       * @enum {string}
       */
      status: 'REQUESTED' | 'EXECUTING' | 'COMPLETED' | 'FAILED' | 'REINSTATED';
      /**
       * @description Payouts that are taken back
       * @example 149
       */
      reversed: number;
      /**
       * @description Payouts that could not be; the failures of the date name them
       * @example 1
       */
      failed: number;
      /**
       * @description Payouts that were made; 0 until they are counted
       * @example 150
       */
      total: number;
      /**
       * @description What was taken back, USDT
       * @example 1233.56
       */
      amount: number;
    };
    ReversedSlotDto: {
      /**
       * @description null for a run that is no slot
       * @example 1
       */
      slotNumber: number | null;
      /**
       * @description slot, or how else it was started: manual-ros, auto-ros …
       * @example slot
       */
      kind: string;
      /**
       * @example COMPLETED
       * @enum {string}
       */
      status: 'PENDING' | 'EXECUTING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';
      /**
       * @description Percent
       * @example 1
       */
      rosPercentage: number;
      /**
       * @description USDT
       * @example 0
       */
      premiumPoolAmount: number;
      /**
       * @description USDT
       * @example 0
       */
      performancePoolAmount: number;
      /**
       * Format: date-time
       * @example 2026-02-12T14:30:00.000Z
       */
      scheduledFor: string;
      /**
       * Format: date-time
       * @example 2026-02-12T14:30:00.012Z
       */
      startedAt: string | null;
      /**
       * Format: date-time
       * @example 2026-02-12T14:30:05.123Z
       */
      executedAt: string | null;
      /**
       * @description Start behind the scheduled instant, ms
       * @example 12
       */
      latenessMs: number | null;
      /** @example 5123 */
      executionTimeMs: number | null;
      /** @example 1 */
      attempts: number;
      /** @example 150 */
      usersProcessed: number;
      /** @example 150 */
      processedStakes: number;
      /**
       * @description USDT
       * @example 1234.56
       */
      totalDistributed: number;
      /**
       * @description Records that could not be paid and still are not
       * @example 0
       */
      errors: number;
      /**
       * @description Why it FAILED, a stable word
       * @example null
       */
      reason: string | null;
      /**
       * @description Why it FAILED, for people
       * @example null
       */
      error: string | null;
      /** @description The run that waits, works, or was the last */
      run: components['schemas']['SlotRunDto'];
      /** @description Every ACTIVE stake accounted for; null until the slot is planned */
      stakes: components['schemas']['SlotStakesDto'] | null;
      /** @description What of it is taken back, or was last; null where nothing ever was */
      reversal: components['schemas']['ReversalDto'] | null;
      /** @description Live while the slot executes */
      progress: components['schemas']['ProgressDto'];
      /** @example 2026-02-12/slot-1 */
      key: string;
    };
    ReversalsDto: {
      /**
       * Format: date
       * @description null for pools without a date
       * @example 2026-02-12
       */
      date: string | null;
      /** @description With `preview: true`, and then nothing but this: nothing was changed */
      preview?: components['schemas']['ReversalPreviewDto'];
      /** @description Of all that was asked for, together */
      reversal?: components['schemas']['ReversedDto'];
      slots?: components['schemas']['ReversedSlotDto'][];
    };
    RunningReversalsDto: {
      /**
       * Format: date
       * @description null for pools without a date
       * @example 2026-02-12
       */
      date: string | null;
      /** @description With `preview: true`, and then nothing but this: nothing was changed */
      preview?: components['schemas']['ReversalPreviewDto'];
      /** @description Of all that was asked for, together */
      reversal?: components['schemas']['ReversedDto'];
      slots?: components['schemas']['ReversedSlotDto'][];
      /**
       * @description Only there while nothing is executed
       * @enum {boolean}
       */
      executionEnabled?: false;
      /** @description Why nothing is paid, and what to do */
      warning?: string;
      /**
       * @description Tells how it goes on
       * @example /api/v1/admin/daily-declaration-returns/2026-02-12/status
       */
      statusUrl: string;
    };
    ReverseBody: {
      /**
       * @description The 6-digit code that the admin's authenticator app shows now; each works once.
       * @example 123456
       */
      twoFACode: string;
      /**
       * @description Why; kept with the reversal and in the audit log
       * @example a wrong percentage
       */
      reason: string;
      /** @description Only say what would be taken back: changes nothing, and needs no code */
      preview?: boolean;
    };
    DifferenceDto: {
      /** @example wallet and ledger differ */
      what: string;
      /**
       * @description Where to look
       * @example {
       *       "userId": "665f1c2e9b1e8a0012345678"
       *     }
       */
      ids: {
        [key: string]: string;
      };
      /**
       * @description An exact decimal for amounts, USDT
       * @example 12.5
       */
      expected: string;
      /** @example 12 */
      actual: string;
    };
    CheckDto: {
      /**
       * @example I2
       * @enum {string}
       */
      id: 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'I7' | 'I8' | 'I9';
      /** @example wallet = sum of entries */
      title: string;
      /** @example true */
      holds: boolean;
      /**
       * @description What was looked at. I2: all wallets and stakes, or, behind a long history, those that the date has paid
       * @example date
       * @enum {string}
       */
      scope: 'date' | 'all';
      /**
       * @description How many things were looked at
       * @example 3000
       */
      checked: number;
      /** @description The first 100 */
      differences: components['schemas']['DifferenceDto'][];
      /** @example 0 */
      differencesTotal: number;
    };
    LedgerLineDto: {
      /** @example 150 */
      count: number;
      /**
       * @description USDT
       * @example 1234.56
       */
      total: number;
    };
    LedgerByPhaseDto: {
      ROS: components['schemas']['LedgerLineDto'];
      PREMIUM: components['schemas']['LedgerLineDto'];
      PERFORMANCE: components['schemas']['LedgerLineDto'];
    };
    ReconciledSlotDto: {
      /** @example 2026-02-12/slot-1 */
      key: string;
      /** @example slot */
      kind: string;
      /** @example 1 */
      slotNumber: number | null;
      /**
       * @example COMPLETED
       * @enum {string}
       */
      status: 'PENDING' | 'EXECUTING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';
      /** @example null */
      reason: string | null;
      /**
       * Format: date-time
       * @example 2026-02-12T14:30:00.000Z
       */
      scheduledFor: string;
      /** @example 150 */
      processedStakes: number;
      /** @example 140 */
      usersProcessed: number;
      /**
       * @description USDT
       * @example 1234.56
       */
      totalDistributed: number;
      /** @example 0 */
      errors: number;
      /** @description What became of every stake that was ACTIVE */
      stakes: components['schemas']['SlotStakesDto'] | null;
      /** @description Entries and their sum */
      ledger: components['schemas']['LedgerByPhaseDto'];
    };
    MissingLineDto: {
      /** @example 2026-02-12/slot-1 */
      key: string;
      /** @example 1 */
      slotNumber: number | null;
      /**
       * @example ROS
       * @enum {string}
       */
      phase: 'ROS' | 'PREMIUM' | 'PERFORMANCE';
      /** @description The stake for ROS, the user for pools */
      subjectId: string;
      userId: string | null;
      /**
       * @description What would be paid now, USDT
       * @example 0.5
       */
      amount: number | null;
      /** @example MISSING_USER */
      reason: string | null;
      /**
       * @description Compensation would pay it
       * @example true
       */
      payable: boolean;
    };
    MissingListDto: {
      /** @example 0 */
      count: number;
      /**
       * @description Those that compensation would pay
       * @example 0
       */
      payable: number;
      /**
       * @description USDT
       * @example 0
       */
      amount: number;
      /**
       * @description Those that cannot be paid and whose failure no slot reports
       * @example 0
       */
      unreported: number;
      /** @description The first ones */
      items: components['schemas']['MissingLineDto'][];
    };
    UnexplainedDto: {
      /**
       * @description Balances that the ledger does not explain and that are no error
       * @example 0
       */
      count: number;
      /** @description The first 100 */
      items: components['schemas']['DifferenceDto'][];
    };
    OthersLineDto: {
      /** @example WITHDRAWAL */
      type: string;
      /** @example 38 */
      count: number;
      /**
       * @description USDT
       * @example -199.5
       */
      amount: number;
    };
    OtherServicesDto: {
      /**
       * @description recorded: every balance is proved; foreign: wallets are not; unadopted: neither wallets nor stakes are
       * @example recorded
       * @enum {string}
       */
      basis: 'recorded' | 'foreign' | 'unadopted';
      unexplained: components['schemas']['UnexplainedDto'];
      /**
       * Format: date-time
       * @description From when on the entries of other services are counted; null: over all time
       * @example 2026-02-12T09:00:00.000Z
       */
      since: string | null;
      /** @description What other services wrote into transactions */
      entries: components['schemas']['OthersLineDto'][];
    };
    ReconciliationDto: {
      /**
       * Format: date
       * @description In the platform's time zone
       * @example 2026-02-12
       */
      date: string;
      /**
       * @description Every invariant holds and nothing is missing
       * @example true
       */
      holds: boolean;
      /**
       * Format: date-time
       * @example 2026-02-12T20:00:00.000Z
       */
      checkedAt: string;
      /** @example 420 */
      tookMs: number;
      checks: components['schemas']['CheckDto'][];
      slots: components['schemas']['ReconciledSlotDto'][];
      missing: components['schemas']['MissingListDto'];
      others: components['schemas']['OtherServicesDto'];
    };
    CompensatedSlotDto: {
      /** @example 2026-02-12/slot-1 */
      key: string;
      /** @example 1 */
      slotNumber: number | null;
      /**
       * @description How many were missing and can be paid: stakes, or users of a pool
       * @example 3
       */
      subjects: number;
      /**
       * @description What they are due, USDT
       * @example 1.5
       */
      amount: number;
      /**
       * @description false: the slot was left alone; reason says why
       * @example true
       */
      started: boolean;
      /** @example null */
      reason: string | null;
      /**
       * @example COMPLETED
       * @enum {string}
       */
      status: 'PENDING' | 'EXECUTING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';
    };
    RunningCompensationDto: {
      /**
       * Format: date
       * @description In the platform's time zone
       * @example 2026-02-12
       */
      date: string;
      /**
       * @description All that was started has ended
       * @example true
       */
      ended: boolean;
      /** @example 3 */
      subjects: number;
      /**
       * @description USDT
       * @example 1.5
       */
      amount: number;
      slots: components['schemas']['CompensatedSlotDto'][];
      /**
       * @description Only there while nothing is executed
       * @enum {boolean}
       */
      executionEnabled?: false;
      /** @description Why nothing is paid, and what to do */
      warning?: string;
      /**
       * @description Tells how it goes on
       * @example /api/v1/admin/daily-declaration-returns/2026-02-12/status
       */
      statusUrl: string;
    };
    CompensationDto: {
      /**
       * Format: date
       * @description In the platform's time zone
       * @example 2026-02-12
       */
      date: string;
      /**
       * @description All that was started has ended
       * @example true
       */
      ended: boolean;
      /** @example 3 */
      subjects: number;
      /**
       * @description USDT
       * @example 1.5
       */
      amount: number;
      slots: components['schemas']['CompensatedSlotDto'][];
    };
    DeclaredByDto: {
      /** @example 665f1c2e9b1e8a0012345678 */
      _id: string;
      /** @example admin@example.com */
      email: string;
      /** @example admin */
      username: string;
    };
    DeclarationDto: {
      /**
       * @description Percent
       * @example 0.55
       */
      rosPercentage: number;
      /**
       * @description USDT
       * @example 10000
       */
      premiumPoolAmount: number;
      /**
       * @description USDT
       * @example 5000
       */
      performancePoolAmount: number;
      /** @example Normal day */
      description: string;
      /**
       * Format: date
       * @description In the platform's time zone
       * @example 2025-01-20
       */
      date: string;
      /**
       * @description Both pools, USDT
       * @example 15000
       */
      totalPoolAmount: number;
      /** @description null when that account is gone */
      declaredBy: components['schemas']['DeclaredByDto'] | null;
      /**
       * Format: date-time
       * @example 2025-01-15T10:30:00.000Z
       */
      declaredAt: string;
    };
    PoolPaidDto: {
      /**
       * @description Users who received
       * @example 150
       */
      distributed: number;
      /**
       * @description USDT
       * @example 5000
       */
      totalDistributed: number;
    };
    PoolDistributionDto: {
      /** @example true */
      distributed: boolean;
      /**
       * Format: date-time
       * @example 2025-01-20T00:00:03.120Z
       */
      distributedAt: string | null;
      performancePool: components['schemas']['PoolPaidDto'];
      /**
       * @example {
       *       "distributed": 75,
       *       "totalDistributed": 10000
       *     }
       */
      premiumPool: components['schemas']['PoolPaidDto'];
      /**
       * @description USDT
       * @example 15000
       */
      totalDistributed: number;
    };
    RosScheduleDto: {
      /**
       * @description Waits for its time
       * @example false
       */
      scheduled: boolean;
      /**
       * Format: date-time
       * @example 2025-01-20T00:00:00.000Z
       */
      scheduledFor: string | null;
      /** @example true */
      distributed: boolean;
      /**
       * Format: date-time
       * @example 2025-01-20T00:00:05.002Z
       */
      distributedAt: string | null;
    };
    QualifierCountDto: {
      /** @example 150 */
      totalQualifiers: number;
      /**
       * @description Every rank of the pool, low to high
       * @example {
       *       "Associate Stakeholder": 50,
       *       "Principal Strategist": 40,
       *       "Elite Capitalist": 30,
       *       "Wealth Architect": 20,
       *       "Finance Titan": 10
       *     }
       */
      byRank: {
        [key: string]: number;
      };
    };
    QualifiersDto: {
      performancePool: components['schemas']['QualifierCountDto'];
      /**
       * @example {
       *       "totalQualifiers": 75,
       *       "byRank": {
       *         "Principal Strategist": 30,
       *         "Elite Capitalist": 25,
       *         "Wealth Architect": 15,
       *         "Finance Titan": 5
       *       }
       *     }
       */
      premiumPool: components['schemas']['QualifierCountDto'];
    };
    RunningDeclaredDto: {
      declaration: components['schemas']['DeclarationDto'];
      poolDistribution: components['schemas']['PoolDistributionDto'];
      rosDistribution: components['schemas']['RosScheduleDto'];
      qualifiers: components['schemas']['QualifiersDto'];
      /**
       * @description Only there while nothing is executed
       * @enum {boolean}
       */
      executionEnabled?: false;
      /** @description Why nothing is paid, and what to do */
      warning?: string;
      /**
       * @description Tells how it goes on
       * @example /api/v1/admin/daily-declaration-returns/2025-01-20/status
       */
      statusUrl: string;
    };
    DeclaredDto: {
      declaration: components['schemas']['DeclarationDto'];
      poolDistribution: components['schemas']['PoolDistributionDto'];
      rosDistribution: components['schemas']['RosScheduleDto'];
      qualifiers: components['schemas']['QualifiersDto'];
    };
    DeclareBody: {
      /**
       * @description The 6-digit code that the admin's authenticator app shows now; each works once.
       * @example 123456
       */
      twoFACode: string;
      /**
       * Format: date
       * @description Today to today + 30 days, in the platform's time zone
       * @example 2025-01-20
       */
      date: string;
      /**
       * @description Shared by those who qualify for the premium pool; USDT from 0 to 1000000000, at most 6 decimals, as a number or a numeric string
       * @example 10000
       */
      premiumPoolAmount: number | string;
      /**
       * @description Shared by those who qualify for the performance pool; USDT from 0 to 1000000000, at most 6 decimals, as a number or a numeric string
       * @example 5000
       */
      performancePoolAmount: number | string;
      /**
       * @description Paid to every active stake; percent from 0 to 2.2, at most 6 decimals, as a number or a numeric string
       * @example 0.55
       */
      rosPercentage: number | string;
      /**
       * @description For people
       * @example Normal day
       */
      description?: string;
      /** @description Distribute the pools without a further request: today at once, a later date at its default time */
      autoDistributePools?: boolean;
      /** @description The same for the ROS */
      autoDistributeROS?: boolean;
    };
    ListedDeclarationDto: {
      /**
       * @description Percent
       * @example 0.55
       */
      rosPercentage: number;
      /**
       * @description USDT
       * @example 10000
       */
      premiumPoolAmount: number;
      /**
       * @description USDT
       * @example 5000
       */
      performancePoolAmount: number;
      /** @example Normal day */
      description: string;
      /**
       * Format: date
       * @description In the platform's time zone
       * @example 2025-01-20
       */
      date: string;
      /**
       * @description Both pools, USDT
       * @example 15000
       */
      totalPoolAmount: number;
      /** @description null when that account is gone */
      declaredBy: components['schemas']['DeclaredByDto'] | null;
      /**
       * Format: date-time
       * @example 2025-01-15T10:30:00.000Z
       */
      declaredAt: string;
      poolsDistributed: boolean;
      /**
       * Format: date-time
       * @example 2025-01-20T00:00:03.120Z
       */
      poolsDistributedAt: string | null;
      rosDistributed: boolean;
      /**
       * Format: date-time
       * @example 2025-01-20T00:00:05.002Z
       */
      rosDistributedAt: string | null;
      /**
       * Format: date-time
       * @example 2025-01-15T10:30:00.000Z
       */
      createdAt: string;
      /**
       * Format: date-time
       * @example 2025-01-15T10:30:00.000Z
       */
      updatedAt: string;
    };
    DeclaredSummaryDto: {
      /** @example 12 */
      totalDates: number;
      /**
       * @description USDT
       * @example 180000
       */
      totalPoolAmount: number;
      /**
       * @description The sum over the dates, percent
       * @example 6.6
       */
      totalROSDeclared: number;
      /**
       * @description Dates whose every declared part is distributed
       * @example 5
       */
      distributedDates: number;
      /** @example 7 */
      pendingDates: number;
    };
    DeclaredListDto: {
      declarations: components['schemas']['ListedDeclarationDto'][];
      summary: components['schemas']['DeclaredSummaryDto'];
    };
    DeclaredMetaDto: {
      /**
       * Format: date
       * @description In the platform's time zone
       * @example 2025-01-01
       */
      startDate: string;
      /**
       * Format: date
       * @description In the platform's time zone
       * @example 2025-01-31
       */
      endDate: string;
      /** @example 12 */
      count: number;
    };
    DeclarationDetailDto: {
      /**
       * @description Percent
       * @example 0.55
       */
      rosPercentage: number;
      /**
       * @description USDT
       * @example 10000
       */
      premiumPoolAmount: number;
      /**
       * @description USDT
       * @example 5000
       */
      performancePoolAmount: number;
      /** @example Normal day */
      description: string;
      /**
       * Format: date
       * @description In the platform's time zone
       * @example 2025-01-20
       */
      date: string;
      /**
       * @description Both pools, USDT
       * @example 15000
       */
      totalPoolAmount: number;
      /** @description null when that account is gone */
      declaredBy: components['schemas']['DeclaredByDto'] | null;
      /**
       * Format: date-time
       * @example 2025-01-15T10:30:00.000Z
       */
      declaredAt: string;
      poolsDistributed: boolean;
      /**
       * Format: date-time
       * @example 2025-01-20T00:00:03.120Z
       */
      poolsDistributedAt: string | null;
      rosDistributed: boolean;
      /**
       * Format: date-time
       * @example 2025-01-20T00:00:05.002Z
       */
      rosDistributedAt: string | null;
      /**
       * Format: date-time
       * @example 2025-01-15T10:30:00.000Z
       */
      createdAt: string;
      /**
       * Format: date-time
       * @example 2025-01-15T10:30:00.000Z
       */
      updatedAt: string;
      declaration: components['schemas']['DeclarationDto'];
      poolDistribution: components['schemas']['PoolDistributionDto'];
      rosDistribution: components['schemas']['RosScheduleDto'];
      qualifiers: components['schemas']['QualifiersDto'];
    };
    ChangeDeclarationBody: {
      /**
       * @description The 6-digit code that the admin's authenticator app shows now; each works once.
       * @example 123456
       */
      twoFACode: string;
      /**
       * @description The premium pool; USDT from 0 to 1000000000, at most 6 decimals, as a number or a numeric string
       * @example 12000
       */
      premiumPoolAmount?: number | string;
      /**
       * @description The performance pool; USDT from 0 to 1000000000, at most 6 decimals, as a number or a numeric string
       * @example 5000
       */
      performancePoolAmount?: number | string;
      /**
       * @description Paid to every active stake; percent from 0 to 2.2, at most 6 decimals, as a number or a numeric string
       * @example 0.6
       */
      rosPercentage?: number | string;
      /**
       * @description For people
       * @example Better day
       */
      description?: string;
    };
    RosDistributionDto: {
      /** @example true */
      distributed: boolean;
      /**
       * Format: date-time
       * @example 2025-01-20T10:00:05.002Z
       */
      distributedAt: string | null;
      /**
       * @description Percent
       * @example 0.55
       */
      rosPercentage: number;
      /** @example 500 */
      totalStakes: number;
      /** @example 500 */
      processedStakes: number;
      /**
       * @description USDT
       * @example 2750
       */
      totalDistributed: number;
    };
    RunningDistributionDto: {
      /**
       * Format: date
       * @description In the platform's time zone
       * @example 2025-01-20
       */
      date: string;
      poolDistribution: components['schemas']['PoolDistributionDto'];
      rosDistribution: components['schemas']['RosDistributionDto'];
      /**
       * @description Only there while nothing is executed
       * @enum {boolean}
       */
      executionEnabled?: false;
      /** @description Why nothing is paid, and what to do */
      warning?: string;
      /**
       * @description Tells how it goes on
       * @example /api/v1/admin/daily-declaration-returns/2025-01-20/status
       */
      statusUrl: string;
    };
    DistributionDto: {
      /**
       * Format: date
       * @description In the platform's time zone
       * @example 2025-01-20
       */
      date: string;
      poolDistribution: components['schemas']['PoolDistributionDto'];
      rosDistribution: components['schemas']['RosDistributionDto'];
    };
    DistributeBody: {
      /**
       * @description The 6-digit code that the admin's authenticator app shows now; each works once.
       * @example 123456
       */
      twoFACode: string;
      /** @example true */
      distributePools?: boolean;
      /** @example true */
      distributeROS?: boolean;
    };
    SlotCountsDto: {
      /** @example 1 */
      PENDING: number;
      /** @example 0 */
      EXECUTING: number;
      /** @example 2 */
      COMPLETED: number;
      /** @example 0 */
      FAILED: number;
      /** @example 0 */
      CANCELLED: number;
    };
    DaySummaryDto: {
      /**
       * Format: date
       * @description In the platform's time zone
       * @example 2026-02-12
       */
      date: string;
      /**
       * @example SCHEDULED
       * @enum {string}
       */
      status: 'NOT_QUEUED' | 'PENDING' | 'SCHEDULED' | 'EXECUTING' | 'COMPLETED' | 'FAILED';
      /** @description null when nothing is declared */
      values: components['schemas']['ValuesDto'] | null;
      /** @description Slots and runs of the day by their status */
      slots: components['schemas']['SlotCountsDto'];
      /**
       * @description Slots and runs of which something was taken back
       * @example 0
       */
      reversed: number;
      /**
       * @description Paid, owed and still to be paid, USDT; null while ROS is to be paid, which is known when it is
       * @example 2469.12
       */
      planned: number | null;
      /**
       * @description USDT
       * @example 1234.56
       */
      paid: number;
      /**
       * @description Left unpaid, USDT; null where that is ROS: the reconciliation tells
       * @example 0
       */
      owed: number | null;
      /**
       * @description null: no proof of the day is kept
       * @example null
       */
      proof: null;
      /**
       * @description Alerts of the date, neither acknowledged nor resolved
       * @example 0
       */
      openAlerts: number;
    };
    DaysDto: {
      /** @description Every day of the range, in order */
      days: components['schemas']['DaySummaryDto'][];
    };
    DaysMetaDto: {
      /**
       * Format: date
       * @description In the platform's time zone
       * @example 2026-02-01
       */
      from: string;
      /**
       * Format: date
       * @description In the platform's time zone
       * @example 2026-02-28
       */
      to: string;
      /** @example 28 */
      count: number;
    };
    PoolDeclarationDto: {
      /**
       * @description Percent
       * @example 0.55
       */
      rosPercentage: number;
      /**
       * @description USDT
       * @example 10000
       */
      premiumPoolAmount: number;
      /**
       * @description USDT
       * @example 5000
       */
      performancePoolAmount: number;
      /** @example Normal day */
      description: string;
      /**
       * @description Both pools, USDT
       * @example 15000
       */
      totalPoolAmount: number;
      /** @description null when that account is gone */
      declaredBy: components['schemas']['DeclaredByDto'] | null;
      /**
       * Format: date-time
       * @example 2025-01-15T10:30:00.000Z
       */
      declaredAt: string;
      /**
       * @description null for pools without a date
       * @example null
       */
      date: string | null;
    };
    RunningPoolDto: {
      poolDistribution: components['schemas']['PoolDistributionDto'];
      rosDistribution: components['schemas']['RosScheduleDto'];
      qualifiers: components['schemas']['QualifiersDto'];
      /**
       * @description Of pools without a date, for distribute, retry and DELETE; null for those with one
       * @example 65b000000000000000000001
       */
      id: string | null;
      declaration: components['schemas']['PoolDeclarationDto'];
      /**
       * @description Only there while nothing is executed
       * @enum {boolean}
       */
      executionEnabled?: false;
      /** @description Why nothing is paid, and what to do */
      warning?: string;
      /**
       * @description Tells how it goes on
       * @example /api/v1/admin/pool/65b000000000000000000001
       */
      statusUrl: string;
    };
    PoolDeclaredDto: {
      poolDistribution: components['schemas']['PoolDistributionDto'];
      rosDistribution: components['schemas']['RosScheduleDto'];
      qualifiers: components['schemas']['QualifiersDto'];
      /**
       * @description Of pools without a date, for distribute, retry and DELETE; null for those with one
       * @example 65b000000000000000000001
       */
      id: string | null;
      declaration: components['schemas']['PoolDeclarationDto'];
    };
    DeclarePoolBody: {
      /**
       * @description The 6-digit code that the admin's authenticator app shows now; each works once.
       * @example 123456
       */
      twoFACode: string;
      /**
       * @description Shared by those who qualify for the performance pool; USDT from 0 to 1000000000, at most 6 decimals, as a number or a numeric string
       * @example 5000
       */
      performancePoolAmount: number | string;
      /**
       * @description Shared by those who qualify for the premium pool; USDT from 0 to 1000000000, at most 6 decimals, as a number or a numeric string
       * @example 10000
       */
      premiumPoolAmount: number | string;
      /**
       * Format: date
       * @description Left out: the pools are for now and belong to no date
       * @example 2025-01-20
       */
      date?: string;
      /**
       * @description Only with a date: declares its ROS too; percent from 0 to 2.2, at most 6 decimals, as a number or a numeric string
       * @example 0.55
       */
      rosPercentage?: number | string;
      /** @description Distribute the pools without a further request: at once, or at the default time of a later date */
      autoDistribute?: boolean;
      /**
       * @description For people
       * @example Monthly bonus
       */
      notes?: string;
    };
    UndatedPoolsDto: {
      /** @description Newest first */
      declarations: components['schemas']['PoolDeclaredDto'][];
    };
    ProofHeadDto: {
      /** @example 7 */
      seq: number;
      /** @description Of that link, see docs/receipts.md */
      hash: string;
    };
    AlertDto: {
      /** @example 665f1c2e9b1e8a0012345678 */
      id: string;
      /** @enum {string} */
      rule:
        | 'SLOT_FAILED'
        | 'NOBODY_PAID'
        | 'NONE_DUE'
        | 'WITHOUT_ACTIVATION'
        | 'FEW_STAKES_PAID'
        | 'ENTRIES_MISSING'
        | 'NOT_ORDERED'
        | 'RECORDS_FAILED'
        | 'SLOT_OVERDUE'
        | 'SLOT_STALLED'
        | 'NO_WORKER'
        | 'REVERSAL_INCOMPLETE'
        | 'POOL_WITHOUT_QUALIFIERS'
        | 'LARGE_PAYOUT'
        | 'CLOCKS_APART'
        | 'RULES_APART'
        | 'SIGN_IN_LOCKED'
        | 'MANY_FAILED_SIGN_INS';
      /**
       * @description critical: act at once; warning: today; info: to be known
       * @enum {string}
       */
      severity: 'critical' | 'warning' | 'info';
      /**
       * @description What it means
       * @example a slot ended FAILED; error says why
       */
      meaning: string;
      /**
       * @description What to do
       * @example mend the cause, then retry the slot
       */
      action: string;
      /** @example Slot 2026-02-12/slot-1 FAILED: MISFIRED */
      message: string;
      /** @example 2026-02-12 */
      date: string | null;
      /** @example 1 */
      slotNumber: number | null;
      /**
       * @example {
       *       "key": "2026-02-12/slot-1"
       *     }
       */
      facts: {
        [key: string]: unknown;
      };
      /**
       * @description The path that tells more: of the slot, the day, cron/status or the audit log
       * @example /api/v1/admin/daily-declaration-returns/2026-02-12/slots/1
       */
      link: string;
      /** @description The newest link of the chain of proofs when it was raised */
      proof: components['schemas']['ProofHeadDto'] | null;
      /**
       * Format: date-time
       * @example 2026-02-12T14:31:00.000Z
       */
      raisedAt: string;
      /**
       * Format: date-time
       * @description When its cause was gone; null while it is there, or where nothing tells
       * @example 2026-02-12T14:35:00.000Z
       */
      resolvedAt: string | null;
      /** @example false */
      acknowledged: boolean;
      /**
       * Format: date-time
       * @example 2026-02-12T14:40:00.000Z
       */
      acknowledgedAt: string | null;
      /** @example null */
      acknowledgedBy: string | null;
      /**
       * @description What was noted with it
       * @example null
       */
      note: string | null;
      /**
       * @description Of the POST to ALERT_WEBHOOK_URL
       * @enum {string}
       */
      delivery: 'none' | 'pending' | 'delivered' | 'failed';
    };
    AlertsDto: {
      /** @description Newest first */
      alerts: components['schemas']['AlertDto'][];
    };
    SeverityCountsDto: {
      /** @example 1 */
      critical: number;
      /** @example 2 */
      warning: number;
      /** @example 0 */
      info: number;
    };
    AlertsMetaDto: {
      /**
       * @description Entries on this page
       * @example 20
       */
      count: number;
      /** @example 20 */
      limit: number;
      /** @description Send it as cursor for the next page; null on the last */
      nextCursor: string | null;
      /**
       * @description Open ones of each rule: neither acknowledged nor resolved
       * @example {
       *       "SLOT_FAILED": 1
       *     }
       */
      open: {
        [key: string]: number;
      };
      /** @description Open ones of each severity */
      openBySeverity: components['schemas']['SeverityCountsDto'];
    };
    AcknowledgedDto: {
      /**
       * @description How many were acknowledged that were not before
       * @example 12
       */
      acknowledged: number;
    };
    AcknowledgeAlertsBody: {
      /**
       * @description Not needed, and not used up
       * @example 123456
       */
      twoFACode?: string;
      /**
       * @example [
       *       "665f1c2e9b1e8a0012345678"
       *     ]
       */
      ids?: string[];
      /**
       * @description All of this rule that are open
       * @enum {string}
       */
      rule?:
        | 'SLOT_FAILED'
        | 'NOBODY_PAID'
        | 'NONE_DUE'
        | 'WITHOUT_ACTIVATION'
        | 'FEW_STAKES_PAID'
        | 'ENTRIES_MISSING'
        | 'NOT_ORDERED'
        | 'RECORDS_FAILED'
        | 'SLOT_OVERDUE'
        | 'SLOT_STALLED'
        | 'NO_WORKER'
        | 'REVERSAL_INCOMPLETE'
        | 'POOL_WITHOUT_QUALIFIERS'
        | 'LARGE_PAYOUT'
        | 'CLOCKS_APART'
        | 'RULES_APART'
        | 'SIGN_IN_LOCKED'
        | 'MANY_FAILED_SIGN_INS';
      /**
       * @description For people
       * @example The wallets are mended
       */
      note?: string;
    };
    AcknowledgeAlertBody: {
      /**
       * @description Not needed, and not used up
       * @example 123456
       */
      twoFACode?: string;
    };
    AuditEntryDto: {
      /** @example 665f1c2e9b1e8a0012345678 */
      id: string;
      /**
       * @description A stable word
       * @example day.queue
       */
      action: string;
      /**
       * @description A user, or a part of the system
       * @example {
       *       "id": "665f1c2e9b1e8a0012345678",
       *       "email": "admin@example.com"
       *     }
       */
      actor: {
        [key: string]: string;
      };
      /** @example 203.0.113.7 */
      address: string | null;
      /** @example 5f3c… */
      requestId: string | null;
      /**
       * @description The date that it concerns
       * @example 2026-02-12
       */
      date: string | null;
      /** @example 2026-02-12/slot-1 */
      target: string | null;
      /**
       * @example {
       *       "rosPercentage": 0.5
       *     }
       */
      before: {
        [key: string]: unknown;
      } | null;
      /**
       * @example {
       *       "rosPercentage": 1
       *     }
       */
      after: {
        [key: string]: unknown;
      } | null;
      /**
       * Format: date-time
       * @example 2026-02-12T13:00:00.000Z
       */
      at: string;
      /**
       * @description Its number in the chain
       * @example 4711
       */
      seq: number | null;
      /** @description SHA-256 over the record and the hash of the one before */
      hash: string | null;
    };
    AuditLogDto: {
      /** @description Newest first */
      entries: components['schemas']['AuditEntryDto'][];
    };
    AuditChainHeadDto: {
      /**
       * @description Of the newest record
       * @example 4711
       */
      seq: number;
      /** @description SHA-256 of it */
      hash: string;
    };
    AuditChainProblemDto: {
      /**
       * @description The record; null where it is of none
       * @example 4710
       */
      seq: number | null;
      /** @example record 4710 was changed */
      problem: string;
    };
    AuditChainDto: {
      /**
       * @description All that was looked at is as it was written
       * @example true
       */
      intact: boolean;
      /**
       * @description The first record that was looked at; 0 where there is none
       * @example 1
       */
      from: number;
      /** @description Up to which it was looked at; null before the first record */
      head: components['schemas']['AuditChainHeadDto'] | null;
      /** @description At most 100 */
      problems: components['schemas']['AuditChainProblemDto'][];
    };
    CanaryDto: {
      /**
       * Format: date-time
       * @description Of the last one that came back
       * @example 2026-02-12T14:29:30.000Z
       */
      sentAt: string | null;
      /**
       * @description null when the last one was lost, or none came back yet; ms
       * @example 14
       */
      roundTripMs: number | null;
      /** @example false */
      lost: boolean;
    };
    WorkerDto: {
      /** @example worker-1-4242-a1b2c3 */
      id: string;
      /**
       * Format: date-time
       * @example 2026-02-12T14:30:00.000Z
       */
      lastHeartbeat: string;
      /** @example 0.1.0 */
      version: string;
      /**
       * Format: date-time
       * @example 2026-02-12T08:00:00.000Z
       */
      startedAt: string;
      /**
       * Format: date-time
       * @example 2026-02-12T14:29:58.000Z
       */
      lastSweepAt: string | null;
      /** @example null */
      lastSweepError: string | null;
      /**
       * @description Its clock against the database's; ms, > 0: ahead
       * @example 2
       */
      clockSkewMs: number | null;
      /** @example v24.21.0 */
      nodeVersion: string | null;
      /**
       * @description The version of its time-zone data
       * @example 2026c
       */
      timeZoneData: string | null;
      /** @description A job that the worker sends to itself through the real queue */
      canary: components['schemas']['CanaryDto'];
    };
    SweepDto: {
      /**
       * Format: date-time
       * @example 2026-02-12T14:29:58.000Z
       */
      at: string;
      /** @example worker-1-4242-a1b2c3 */
      workerId: string;
    };
    SlotSummaryDto: {
      /** @example 2026-02-12/slot-1 */
      key: string;
      /** @example slot */
      kind: string;
      /** @example 2026-02-12 */
      date: string | null;
      /** @example 1 */
      slotNumber: number | null;
      /**
       * @example PENDING
       * @enum {string}
       */
      status: 'PENDING' | 'EXECUTING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';
      /**
       * Format: date-time
       * @example 2026-02-12T14:30:00.000Z
       */
      scheduledFor: string;
      /**
       * Format: date-time
       * @example 2026-02-12T14:30:05.123Z
       */
      executedAt: string | null;
      /** @example 0 */
      attempts: number;
      /** @example 0 */
      errors: number;
      /** @example null */
      reason: string | null;
      /** @example null */
      error: string | null;
    };
    OverdueSlotDto: {
      /** @example 2026-02-12/slot-1 */
      key: string;
      /** @example slot */
      kind: string;
      /** @example 2026-02-12 */
      date: string | null;
      /** @example 1 */
      slotNumber: number | null;
      /**
       * @example PENDING
       * @enum {string}
       */
      status: 'PENDING' | 'EXECUTING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';
      /**
       * Format: date-time
       * @example 2026-02-12T14:30:00.000Z
       */
      scheduledFor: string;
      /**
       * Format: date-time
       * @example 2026-02-12T14:30:05.123Z
       */
      executedAt: string | null;
      /** @example 0 */
      attempts: number;
      /** @example 0 */
      errors: number;
      /** @example null */
      reason: string | null;
      /** @example null */
      error: string | null;
      /** @example 90000 */
      overdueMs: number;
      /**
       * @description The slot that runs meanwhile: they run one at a time
       * @example null
       */
      waitsFor: string | null;
      /**
       * @description What it waits for gets on: no problem, and no alert
       * @example false
       */
      waitsItsTurn: boolean;
    };
    MendableDto: {
      /**
       * @description Wallets that are plain numbers; null: counting takes too long
       * @example 150
       */
      wallets: number | null;
      /**
       * @description Stakes whose amount is a plain number
       * @example 160
       */
      amounts: number | null;
      /**
       * @description Stakes whose totalEarned is a plain number
       * @example 160
       */
      earnings: number | null;
      /**
       * @description ACTIVE stakes without an instant of activation
       * @example 148
       */
      activations: number | null;
    };
    AdoptionDto: {
      /**
       * Format: date-time
       * @description null: never, or undone
       * @example 2026-02-12T14:30:00.000Z
       */
      appliedAt: string | null;
      /** @description What adoption would still mend; at most 10,000 are counted */
      mendable: components['schemas']['MendableDto'];
    };
    CronStatusDto: {
      /**
       * @description There are no problems
       * @example true
       */
      healthy: boolean;
      /**
       * @description In words
       * @example []
       */
      problems: string[];
      /**
       * @description false: the environment switches execution off
       * @example true
       */
      enabled: boolean;
      /**
       * @description The variables that switch it off
       * @example []
       */
      disabledBy: string[];
      /** @example false */
      paused: boolean;
      /**
       * Format: date-time
       * @description By the database's clock, which everything goes by
       * @example 2026-02-12T14:30:00.000Z
       */
      now: string;
      /** @description Those that live */
      workers: components['schemas']['WorkerDto'][];
      /**
       * Format: date-time
       * @description Of any worker, also of one that is gone
       * @example 2026-02-12T14:30:00.000Z
       */
      lastHeartbeat: string | null;
      /** @description The latest one that succeeded */
      lastSweep: components['schemas']['SweepDto'] | null;
      runningSlot: components['schemas']['SlotSummaryDto'] | null;
      /** @description Soonest first, at most 10 */
      nextSlots: components['schemas']['SlotSummaryDto'][];
      /** @description Due, and nobody runs them; longest waiting first */
      overdueSlots: components['schemas']['OverdueSlotDto'][];
      /**
       * @description Jobs by queue and state; null while Redis does not answer
       * @example {
       *       "slots": {
       *         "delayed": 2,
       *         "waiting": 0
       *       },
       *       "chunks": {
       *         "waiting": 0
       *       }
       *     }
       */
      queueCounts: {
        [key: string]: {
          [key: string]: number;
        };
      } | null;
      /** @description Latest first, at most 10: FAILED, or with unpaid records */
      lastFailures: components['schemas']['SlotSummaryDto'][];
      adoption: components['schemas']['AdoptionDto'];
      /**
       * @description What is to be known and keeps no slot from running, as slots that wait for their turn, and what adoption would still mend
       * @example [
       *       "150 wallets are numbers and no Decimal128, without an opening balance: \"npm run adopt\" says more."
       *     ]
       */
      notices: string[];
    };
    PauseDto: {
      /**
       * @description false: the environment switches execution off
       * @example true
       */
      enabled: boolean;
      /** @example false */
      paused: boolean;
      /**
       * @description Overdue slots that run at once now
       * @example [
       *       "2026-02-12/slot-1"
       *     ]
       */
      wokenSlots: string[];
    };
    DayReportDto: {
      /**
       * Format: date
       * @description In the platform's time zone
       * @example 2026-02-12
       */
      date: string;
      /**
       * @example COMPLETED
       * @enum {string}
       */
      status: 'NOT_QUEUED' | 'PENDING' | 'SCHEDULED' | 'EXECUTING' | 'COMPLETED' | 'FAILED';
      /**
       * @description Slots and runs that have begun
       * @example 2
       */
      slots: number;
      /**
       * @description Payouts of ROS, over all slots
       * @example 300
       */
      stakes: number;
      /**
       * @description Of the slot that reached most of them
       * @example 150
       */
      users: number;
      /**
       * @description Paid as ROS, USDT
       * @example 1234.56
       */
      ros: number;
      /**
       * @description Paid of the premium pool, USDT
       * @example 100
       */
      premiumPool: number;
      /**
       * @description Paid of the performance pool, USDT
       * @example 50
       */
      performancePool: number;
      /**
       * @description ROS and pools, USDT
       * @example 1384.56
       */
      paid: number;
      /**
       * @description Records that could not be paid and still are not
       * @example 0
       */
      failures: number;
      /**
       * @description Entries that take back what was paid for the date, whenever that was
       * @example 0
       */
      reversals: number;
      /**
       * @description Their sum, USDT; negative
       * @example 0
       */
      reversed: number;
      /**
       * @description Of the slot that began latest behind its time; null: none has begun
       * @example 12
       */
      latenessMs: number | null;
    };
    DailyReportDto: {
      /** @description Every day of the range, in order */
      days: components['schemas']['DayReportDto'][];
    };
    ZoneDto: {
      /**
       * @description IANA name
       * @example Europe/Berlin
       */
      name: string;
      /**
       * @description From UTC, now
       * @example +01:00
       */
      offset: string;
    };
    PoolRanksDto: {
      /**
       * @example [
       *       "Principal Strategist",
       *       "Finance Titan"
       *     ]
       */
      premiumPool: string[];
      /**
       * @example [
       *       "Associate Stakeholder",
       *       "Finance Titan"
       *     ]
       */
      performancePool: string[];
    };
    LimitsDto: {
      /**
       * @description Of a day, percent
       * @example 2.2
       */
      rosPercentage: number;
      /**
       * @description Of an amount that is sent, USDT
       * @example 1000000000
       */
      amount: number;
      /**
       * @description Of a day
       * @example 100
       */
      slots: number;
      /**
       * @description How far ahead a day can be declared and queued
       * @example 30
       */
      daysAhead: number;
      /**
       * @description Characters
       * @example 500
       */
      description: number;
    };
    SecondAdminDto: {
      /**
       * @description What would pay more waits for another admin, USDT
       * @example 10000
       */
      approvalAbove: number | null;
      /**
       * @description How long it can be approved
       * @example 24
       */
      approvalHours: number;
      /**
       * @description By how much what would be paid at once above approvalAbove is paid later
       * @example 15
       */
      payoutDelayMinutes: number;
      /**
       * @description What a date pays at most, USDT
       * @example 50000
       */
      dayLimit: number | null;
      /**
       * @description A payout above so many times the median day of the last 30 is alerted
       * @example 10
       */
      largePayoutFactor: number | null;
    };
    VersionsDto: {
      /** @example 0.2.0 */
      product: string;
      /** @example v24.21.0 */
      node: string;
      /** @example 2026c */
      timeZoneData: string | null;
    };
    SettingsDto: {
      timeZone: components['schemas']['ZoneDto'];
      /**
       * @description HH:mm[:ss] in that zone
       * @example 00:00
       */
      defaultDistributionTime: string;
      /**
       * @description What a stake earns at most over its life, percent of its amount
       * @example 200
       */
      rosCapPercent: number;
      /** @description Who qualifies, low to high */
      ranks: components['schemas']['PoolRanksDto'];
      limits: components['schemas']['LimitsDto'];
      /** @description What needs a second admin, and what a date may pay */
      secondAdmin: components['schemas']['SecondAdminDto'];
      /**
       * @description How late a slot may be and still run unasked
       * @example 12
       */
      misfireGraceHours: number;
      versions: components['schemas']['VersionsDto'];
      /**
       * Format: date-time
       * @description By which everything is paid
       * @example 2026-02-12T14:30:00.000Z
       */
      databaseTime: string;
    };
    ProposalsDto: {
      /** @description Newest first */
      proposals: components['schemas']['ProposalDto'][];
    };
    ProposalsMetaDto: {
      /**
       * @description Entries on this page
       * @example 20
       */
      count: number;
      /** @example 20 */
      limit: number;
      /** @description Send it as cursor for the next page; null on the last */
      nextCursor: string | null;
      /**
       * @description Those that can still be decided on
       * @example 1
       */
      waiting: number;
    };
    ProposalNowDto: {
      /**
       * @description Approved now, it would pay exactly what was proposed
       * @example false
       */
      holds: boolean;
      /**
       * @description What has changed since, in words; null where it holds
       * @example proposed were 1234.56 USDT, now it would be 1230 USDT, or to others or otherwise
       */
      changed: string | null;
      /** @description What it would pay now; null where it would be refused or would pay nothing */
      summary: components['schemas']['ProposalSummaryDto'] | null;
    };
    ApprovedDto: {
      proposal: components['schemas']['ProposalDto'];
      /**
       * @description What the request would have been answered, had one admin been enough
       * @example {
       *       "today": "2026-02-12",
       *       "status": "PENDING"
       *     }
       */
      result: {
        [key: string]: unknown;
      };
    };
    DecidedDto: {
      proposal: components['schemas']['ProposalDto'];
    };
    RejectBody: {
      /**
       * @description The 6-digit code that the admin's authenticator app shows now; each works once.
       * @example 123456
       */
      twoFACode: string;
      /**
       * @description Why; kept with the proposal and in the audit log
       * @example The rate is last month’s
       */
      reason: string;
    };
    WalletDto: {
      /**
       * @description Everything that was paid and not taken out, USDT; null when what is stored is no amount
       * @example 1234.56
       */
      earnings: number | null;
      /** @enum {string} */
      currency: 'USDT';
    };
    DailyReturnDto: {
      /**
       * Format: date
       * @description In the platform's time zone
       * @example 2026-02-12
       */
      date: string | null;
      /**
       * @description null for a day that was paid without slots
       * @example 2
       */
      slotNumber: number | null;
      /**
       * @description USDT
       * @example 0.5
       */
      amount: number | null;
      /**
       * @description Percent
       * @example 0.5
       */
      rosPercentage: number | null;
      /**
       * Format: date-time
       * @example 2026-02-12T18:00:00.210Z
       */
      at: string | null;
    };
    StakeDto: {
      /** @example 665f1c2e9b1e8a0012345678 */
      _id: string;
      /**
       * @description USDT; null when what is stored is no amount
       * @example 100
       */
      amount: number | null;
      /**
       * @description ACTIVE, COMPLETED, CANCELLED, or what another service wrote
       * @example ACTIVE
       */
      status: string;
      /**
       * @description USDT
       * @example 12.5
       */
      totalEarned: number;
      /**
       * @description What it may earn over its life, USDT
       * @example 200
       */
      target: number | null;
      /**
       * @description totalEarned in percent of target, rounded down; 100 only when it is reached
       * @example 6.25
       */
      progressPercent: number;
      /**
       * @description totalEarned in percent of amount, rounded down; 0 when what is stored is no amount
       * @example 12.5
       */
      earnedPercent: number;
      /**
       * @description What it may earn over its life, in percent of amount
       * @example 200
       */
      capPercent: number;
      /**
       * @description The sum of today's slots, USDT
       * @example 1
       */
      todaysProfit: number;
      /**
       * Format: date-time
       * @example 2026-01-30T09:12:00.000Z
       */
      activatedAt: string | null;
      /**
       * Format: date-time
       * @example 2026-12-30T14:00:01.000Z
       */
      completedAt: string | null;
      /** @description The latest, newest first */
      dailyReturnsHistory: components['schemas']['DailyReturnDto'][];
    };
    StakesDto: {
      /** @description Newest first */
      stakes: components['schemas']['StakeDto'][];
    };
    StakesMetaDto: {
      /**
       * @description Entries on this page
       * @example 20
       */
      count: number;
      /** @example 20 */
      limit: number;
      /** @description Send it as cursor for the next page; null on the last */
      nextCursor: string | null;
      /**
       * @description Stakes on all pages
       * @example 1
       */
      total: number;
    };
    TransactionMetadataDto: {
      /** @example 2 */
      slotNumber: number | null;
      /**
       * @description Of ROS payouts; percent
       * @example 0.5
       */
      rosPercentage?: number;
    };
    TransactionDto: {
      /** @example 665f1c2e9b1e8a0012345678 */
      _id: string;
      /**
       * @description ROI_EARNED, PREMIUM_POOL, PERFORMANCE_POOL, ROI_REVERSAL, PREMIUM_POOL_REVERSAL, PERFORMANCE_POOL_REVERSAL, OPENING_BALANCE, or what another service wrote
       * @example ROI_EARNED
       */
      type: string | null;
      /** @example Daily ROS Payout - Slot 2 */
      description: string | null;
      /**
       * @description USDT; null when what is stored is no amount
       * @example 0.5
       */
      amount: number | null;
      /**
       * @description Completed, or what another service wrote
       * @example Completed
       */
      status: string | null;
      /**
       * @description null for pool shares
       * @example 665f1c2e9b1e8a0012345679
       */
      stakeId: string | null;
      /** @example 2026-02-12 */
      distributionDate: string | null;
      /** @example 2 */
      slotNumber: number | null;
      metadata: components['schemas']['TransactionMetadataDto'];
      /**
       * Format: date-time
       * @example 2026-02-12T18:00:00.210Z
       */
      createdAt: string | null;
    };
    TransactionsDto: {
      /** @description Newest first */
      transactions: components['schemas']['TransactionDto'][];
    };
    TakenBackDto: {
      /**
       * Format: date-time
       * @example 2026-02-12T19:00:00.210Z
       */
      at: string | null;
      /**
       * @description USDT
       * @example 0.5
       */
      amount: number | null;
      /**
       * @description In the words of the admin
       * @example a wrong percentage
       */
      because: string | null;
    };
    CalculationDto: {
      /**
       * @description The stake's amount as it is now, USDT
       * @example 100
       */
      amount: number;
      /**
       * @description Percent
       * @example 0.5
       */
      rosPercentage: number;
      /**
       * @description amount * rosPercentage / 100, rounded down to 0.000001 USDT
       * @example 0.5
       */
      floor6: number;
      /**
       * @description Percent
       * @example 200
       */
      capPercent: number;
      /**
       * @description The most that the stake may earn over its life, USDT
       * @example 200
       */
      cap: number;
      /**
       * @description What it has earned so far, USDT
       * @example 12.5
       */
      totalEarned: number;
      /** @description Less than floor6 was paid because the stake reached its cap with it; null where nothing was paid */
      cutByCap: boolean | null;
      /** @description What was paid is what this comes to; false: the stake's amount was another one then */
      agrees: boolean | null;
    };
    ExplainedStakeDto: {
      /**
       * @description A stable word
       * @enum {string}
       */
      outcome:
        | 'PAID'
        | 'REVERSED'
        | 'FAILED'
        | 'MISSING'
        | 'CAPPED'
        | 'ROUNDS_TO_NOTHING'
        | 'NOT_ACTIVE_THEN'
        | 'ACTIVATED_LATER'
        | 'NO_ACTIVATION'
        | 'OF_FORMER_SYSTEM'
        | 'NOT_QUALIFIED'
        | 'NOBODY_QUALIFIED'
        | 'SLOT_NOT_RUN'
        | 'SLOT_RUNNING'
        | 'SLOT_CANCELLED'
        | 'SLOT_FAILED'
        | 'NOT_KNOWN';
      /**
       * @description The same for people
       * @example Paid.
       */
      message: string;
      /**
       * @description then: recorded when the slot ran; now: from how the records are now, what they were is kept nowhere
       * @enum {string}
       */
      knownFrom: 'then' | 'now';
      /**
       * @description What was paid, USDT
       * @example 0.5
       */
      amount: number | null;
      /**
       * @description What a compensation or a retry would pay now, USDT
       * @example 0.5
       */
      owed: number | null;
      /**
       * @description A stable word that tells more
       * @example MISSING_USER
       */
      reason: string | null;
      /**
       * Format: date-time
       * @example 2026-02-12T18:00:00.210Z
       */
      paidAt: string | null;
      /** @description What was paid and taken back; null where nothing was */
      reversal: components['schemas']['TakenBackDto'] | null;
      /** @example 665f1c2e9b1e8a0012345678 */
      stakeId: string;
      /**
       * @description Now; empty where the stake is another user's since
       * @example ACTIVE
       */
      stakeStatus: string;
      /**
       * Format: date-time
       * @example 2026-01-30T09:12:00.000Z
       */
      activatedAt: string | null;
      /**
       * Format: date-time
       * @example 2026-12-30T14:00:01.000Z
       */
      completedAt: string | null;
      /** @description null where what is stored is no amount */
      calculation: components['schemas']['CalculationDto'] | null;
    };
    StandingDto: {
      /** @example Stakeholder */
      rank: string;
      isActive: boolean;
      premiumQualified: boolean;
      /** @description Whether the user shares this pool with that */
      qualifies: boolean;
    };
    ExplainedPoolDto: {
      /**
       * @description A stable word
       * @enum {string}
       */
      outcome:
        | 'PAID'
        | 'REVERSED'
        | 'FAILED'
        | 'MISSING'
        | 'CAPPED'
        | 'ROUNDS_TO_NOTHING'
        | 'NOT_ACTIVE_THEN'
        | 'ACTIVATED_LATER'
        | 'NO_ACTIVATION'
        | 'OF_FORMER_SYSTEM'
        | 'NOT_QUALIFIED'
        | 'NOBODY_QUALIFIED'
        | 'SLOT_NOT_RUN'
        | 'SLOT_RUNNING'
        | 'SLOT_CANCELLED'
        | 'SLOT_FAILED'
        | 'NOT_KNOWN';
      /**
       * @description The same for people
       * @example Paid.
       */
      message: string;
      /**
       * @description then: recorded when the slot ran; now: from how the records are now, what they were is kept nowhere
       * @enum {string}
       */
      knownFrom: 'then' | 'now';
      /**
       * @description What was paid, USDT
       * @example 0.5
       */
      amount: number | null;
      /**
       * @description What a compensation or a retry would pay now, USDT
       * @example 0.5
       */
      owed: number | null;
      /**
       * @description A stable word that tells more
       * @example MISSING_USER
       */
      reason: string | null;
      /**
       * Format: date-time
       * @example 2026-02-12T18:00:00.210Z
       */
      paidAt: string | null;
      /** @description What was paid and taken back; null where nothing was */
      reversal: components['schemas']['TakenBackDto'] | null;
      /** @enum {string} */
      pool: 'premium' | 'performance';
      /**
       * @description What is shared, USDT
       * @example 10000
       */
      poolAmount: number;
      /**
       * @description How many share it; null until the shares are frozen
       * @example 75
       */
      qualifiers: number | null;
      /** @description Whose ranks share it, as frozen on the slot */
      ranks: string[];
      /** @description How the user stands now, where no share was frozen for him; what he was then is kept nowhere */
      now: components['schemas']['StandingDto'] | null;
    };
    ExplainedSlotDto: {
      /** @example 2026-02-12/slot-1 */
      key: string;
      /**
       * @description null for what was distributed without slots
       * @example 1
       */
      slotNumber: number | null;
      /** @enum {string} */
      status: 'PENDING' | 'EXECUTING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';
      /**
       * @description Why it FAILED
       * @example null
       */
      reason: string | null;
      /**
       * Format: date-time
       * @example 2026-02-12T18:00:00.000Z
       */
      scheduledFor: string;
      /**
       * Format: date-time
       * @example 2026-02-12T18:00:03.120Z
       */
      executedAt: string | null;
      /**
       * @description Percent; null where what is stored is none
       * @example 0.5
       */
      rosPercentage: number | null;
      /** @description None where the slot pays no ROS */
      stakes: components['schemas']['ExplainedStakeDto'][];
      /** @description On the first page of stakes */
      pools: components['schemas']['ExplainedPoolDto'][];
    };
    ExplainedDayDto: {
      /**
       * Format: date
       * @description In the platform's time zone
       * @example 2026-02-12
       */
      date: string;
      /** @description In the order of their instants */
      slots: components['schemas']['ExplainedSlotDto'][];
    };
    ExplanationDto: {
      days: components['schemas']['ExplainedDayDto'][];
    };
    ExplanationMetaDto: {
      /**
       * @description Entries on this page
       * @example 20
       */
      count: number;
      /** @example 20 */
      limit: number;
      /** @description Send it as cursor for the next page; null on the last */
      nextCursor: string | null;
      /**
       * @description Stakes on all pages
       * @example 1
       */
      total: number;
    };
    AccountDto: {
      /** @example 665f1c2e9b1e8a0012345678 */
      _id: string;
      /** @example ann@example.com */
      email: string;
      /** @example ann */
      username: string;
      /** @enum {string} */
      role: 'user' | 'admin';
      /** @enum {string} */
      rank:
        | 'Stakeholder'
        | 'Associate Stakeholder'
        | 'Principal Strategist'
        | 'Elite Capitalist'
        | 'Wealth Architect'
        | 'Finance Titan';
      isActive: boolean;
    };
    AccountsDto: {
      /**
       * @description Whose id was asked for: of the user, of a stake, of an entry; user for everything else
       * @enum {string}
       */
      foundBy: 'user' | 'stake' | 'transaction';
      /** @description In the order of their ids */
      users: components['schemas']['AccountDto'][];
    };
    AccountDetailDto: {
      user: components['schemas']['AccountDto'];
      wallet: components['schemas']['WalletDto'];
      /** @description Newest first, page by page */
      stakes: components['schemas']['StakeDto'][];
      /** @description The latest, newest first */
      transactions: components['schemas']['TransactionDto'][];
    };
    AuditAnchorDto: {
      /** @example 120 */
      seq: number;
      /**
       * @description Of that record
       * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
       */
      hash: string;
    };
    ProofDto: {
      /**
       * @description Its number in the chain, from 1
       * @example 7
       */
      seq: number;
      /**
       * @description Of the link before; 64 zeros for the first
       * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
       */
      prevHash: string;
      /**
       * @description Of the slot or run
       * @example 2026-02-12/slot-1
       */
      key: string;
      /** @example 665f1c2e9b1e8a0012345678 */
      distributionId: string;
      /**
       * @description How often the slot had been claimed when its run ended
       * @example 1
       */
      round: number;
      /**
       * @description Entries that the slot held
       * @example 150
       */
      entries: number;
      /**
       * @description Of the tree over them
       * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
       */
      root: string;
      /**
       * @description Of what the slot said of itself
       * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
       */
      slotHash: string;
      /** @description The newest record of the audit log then */
      audit: components['schemas']['AuditAnchorDto'] | null;
      /**
       * Format: date-time
       * @example 2026-02-12T14:30:06.000Z
       */
      closedAt: string;
      /**
       * @description Of the link
       * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
       */
      hash: string;
      /**
       * Format: date
       * @description In the platform's time zone
       * @example 2026-02-12
       */
      date: string;
    };
    ProofsDto: {
      /** @description In the order of their dates, then of the chain */
      proofs: components['schemas']['ProofDto'][];
    };
    ProofsMetaDto: {
      /**
       * @description Entries on this page
       * @example 20
       */
      count: number;
      /** @example 20 */
      limit: number;
      /** @description Send it as cursor for the next page; null on the last */
      nextCursor: string | null;
      /**
       * Format: date
       * @description In the platform's time zone
       * @example 2026-02-01
       */
      from: string;
      /**
       * Format: date
       * @description In the platform's time zone
       * @example 2026-02-28
       */
      to: string;
    };
    ReceiptStepDto: {
      /** @enum {string} */
      side: 'left' | 'right';
      /**
       * @description Of what stands beside
       * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
       */
      hash: string;
    };
    LinkDto: {
      /**
       * @description Its number in the chain, from 1
       * @example 7
       */
      seq: number;
      /**
       * @description Of the link before; 64 zeros for the first
       * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
       */
      prevHash: string;
      /**
       * @description Of the slot or run
       * @example 2026-02-12/slot-1
       */
      key: string;
      /** @example 665f1c2e9b1e8a0012345678 */
      distributionId: string;
      /**
       * @description How often the slot had been claimed when its run ended
       * @example 1
       */
      round: number;
      /**
       * @description Entries that the slot held
       * @example 150
       */
      entries: number;
      /**
       * @description Of the tree over them
       * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
       */
      root: string;
      /**
       * @description Of what the slot said of itself
       * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
       */
      slotHash: string;
      /** @description The newest record of the audit log then */
      audit: components['schemas']['AuditAnchorDto'] | null;
      /**
       * Format: date-time
       * @example 2026-02-12T14:30:06.000Z
       */
      closedAt: string;
    };
    ReceiptDto: {
      /**
       * @description The entry as it is hashed: every field of it
       * @example {
       *       "_id": "665f1c2e9b1e8a0012345678",
       *       "amount": "0.5",
       *       "type": "ROI_EARNED"
       *     }
       */
      entry: {
        [key: string]: unknown;
      };
      /**
       * @description Of the entry
       * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
       */
      leaf: string;
      /** @description From the leaf to the root */
      path: components['schemas']['ReceiptStepDto'][];
      /**
       * @description Of the slot's tree
       * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
       */
      root: string;
      link: components['schemas']['LinkDto'];
      /**
       * @description Of the link
       * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
       */
      linkHash: string;
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
interface operations {
  liveHealth: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            data: components['schemas']['LiveDto'];
          };
        };
      };
    };
  };
  readyHealth: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            data: components['schemas']['ReadyDto'];
          };
        };
      };
    };
  };
  allHealth: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            data: components['schemas']['ReadyDto'];
          };
        };
      };
    };
  };
  login: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['LoginBody'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            data: components['schemas']['LoginDto'];
          };
        };
      };
    };
  };
  refresh: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': components['schemas']['NoFields'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            data: components['schemas']['LoginDto'];
          };
        };
      };
    };
  };
  me: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            data: components['schemas']['MeDto'];
          };
        };
      };
    };
  };
  ticket: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': components['schemas']['NoFields'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            data: components['schemas']['TicketDto'];
          };
        };
      };
    };
  };
  logout: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': components['schemas']['NoFields'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example Signed out */
            message: string;
          };
        };
      };
    };
  };
  logoutEverywhere: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': components['schemas']['NoFields'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example Signed out everywhere */
            message: string;
          };
        };
      };
    };
  };
  setup: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': components['schemas']['SetUpTwoFABody'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            data: components['schemas']['TwoFASetupDto'];
          };
        };
      };
    };
  };
  enable: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['EnableTwoFABody'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example Two-factor authentication is on */
            message: string;
            data: components['schemas']['TwoFAStateDto'];
          };
        };
      };
    };
  };
  enrolmentAdminAccess: {
    parameters: {
      query?: never;
      header?: {
        /** @description Where supported: the same key with the same body gets the first answer again. */
        'Idempotency-Key'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['AdminMutationBody'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            data: components['schemas']['EnrolmentDto'];
          };
        };
      };
    };
  };
  scopesAdminAccess: {
    parameters: {
      query?: never;
      header?: {
        /** @description Where supported: the same key with the same body gets the first answer again. */
        'Idempotency-Key'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ScopesBody'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            data: components['schemas']['ScopesDto'];
          };
        };
      };
    };
  };
  queueToday: {
    parameters: {
      query?: never;
      header?: {
        /** @description Where supported: the same key with the same body gets the first answer again. */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['QueueBody'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example Distribution queued successfully */
            message: string;
            data: components['schemas']['QueuedDayDto'];
          };
        };
      };
      /** @description Waits for another admin */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example This waits for another admin: see the proposal */
            message: string;
            data: components['schemas']['ProposedDto'];
          };
        };
      };
    };
  };
  cancelAllToday: {
    parameters: {
      query?: never;
      header?: {
        /** @description Where supported: the same key with the same body gets the first answer again. */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['AdminMutationBody'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example Queue cancelled successfully */
            message: string;
            data: components['schemas']['DayDto'];
          };
        };
      };
    };
  };
  previewToday: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['PreviewBody'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            data: components['schemas']['PreviewDto'];
          };
        };
      };
    };
  };
  cancelToday: {
    parameters: {
      query?: never;
      header?: {
        /** @description Where supported: the same key with the same body gets the first answer again. */
        'Idempotency-Key'?: string;
      };
      path: {
        slotNumber: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['AdminMutationBody'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example Slot cancelled successfully */
            message: string;
            data: components['schemas']['DayDto'];
          };
        };
      };
    };
  };
  changeToday: {
    parameters: {
      query?: never;
      header?: {
        /** @description Where supported: the same key with the same body gets the first answer again. */
        'Idempotency-Key'?: string;
      };
      path: {
        slotNumber: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['SlotPatchBody'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example Slot updated successfully */
            message: string;
            data: components['schemas']['DayDto'];
          };
        };
      };
      /** @description Waits for another admin */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example This waits for another admin: see the proposal */
            message: string;
            data: components['schemas']['ProposedDto'];
          };
        };
      };
    };
  };
  queueDayQueue: {
    parameters: {
      query?: never;
      header?: {
        /** @description Where supported: the same key with the same body gets the first answer again. */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description YYYY-MM-DD, in the platform's time zone */
        date: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['QueueBody'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example Distribution queued successfully */
            message: string;
            data: components['schemas']['QueuedDayDto'];
          };
        };
      };
      /** @description Waits for another admin */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example This waits for another admin: see the proposal */
            message: string;
            data: components['schemas']['ProposedDto'];
          };
        };
      };
    };
  };
  cancelAllDayQueue: {
    parameters: {
      query?: never;
      header?: {
        /** @description Where supported: the same key with the same body gets the first answer again. */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description YYYY-MM-DD, in the platform's time zone */
        date: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['AdminMutationBody'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example Queue cancelled successfully */
            message: string;
            data: components['schemas']['DayDto'];
          };
        };
      };
    };
  };
  previewDayQueue: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description YYYY-MM-DD, in the platform's time zone */
        date: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['PreviewBody'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            data: components['schemas']['PreviewDto'];
          };
        };
      };
    };
  };
  cancelDayQueue: {
    parameters: {
      query?: never;
      header?: {
        /** @description Where supported: the same key with the same body gets the first answer again. */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description YYYY-MM-DD, in the platform's time zone */
        date: string;
        slotNumber: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['AdminMutationBody'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example Slot cancelled successfully */
            message: string;
            data: components['schemas']['DayDto'];
          };
        };
      };
    };
  };
  changeDayQueue: {
    parameters: {
      query?: never;
      header?: {
        /** @description Where supported: the same key with the same body gets the first answer again. */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description YYYY-MM-DD, in the platform's time zone */
        date: string;
        slotNumber: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['SlotPatchBody'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example Slot updated successfully */
            message: string;
            data: components['schemas']['DayDto'];
          };
        };
      };
      /** @description Waits for another admin */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example This waits for another admin: see the proposal */
            message: string;
            data: components['schemas']['ProposedDto'];
          };
        };
      };
    };
  };
  todayEvents: {
    parameters: {
      query?: {
        /** @description Instead of the access token: of POST /auth/ticket, once, within 60 s */
        ticket?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/event-stream': string;
        };
      };
    };
  };
  ofDateEvents: {
    parameters: {
      query?: {
        /** @description Instead of the access token: of POST /auth/ticket, once, within 60 s */
        ticket?: string;
      };
      header?: never;
      path: {
        /** @description YYYY-MM-DD, in the platform's time zone */
        date: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/event-stream': string;
        };
      };
    };
  };
  listFailures: {
    parameters: {
      query?: {
        /** @description The nextCursor of the page before */
        cursor?: string;
        /** @description Entries on a page */
        limit?: number;
        /** @description Only of this slot */
        slotNumber?: number;
        /** @description Only for this reason */
        reason?:
          | 'INVALID_STAKE_ID'
          | 'MISSING_USER'
          | 'INVALID_USER_ID'
          | 'INVALID_AMOUNT'
          | 'INVALID_TOTAL_EARNED'
          | 'INVALID_WALLET'
          | 'INSUFFICIENT_BALANCE';
        /** @description Goes before the header Accept; csv and ndjson are the whole list as a file */
        format?: 'json' | 'csv' | 'ndjson';
        /** @description Instead of the access token: of POST /auth/ticket, once, within 60 s */
        ticket?: string;
      };
      header?: never;
      path: {
        /** @description YYYY-MM-DD, in the platform's time zone */
        date: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            data: components['schemas']['FailuresDto'];
            meta: components['schemas']['PageMetaDto'];
          };
        };
      };
    };
  };
  listPayouts: {
    parameters: {
      query?: {
        /** @description The nextCursor of the page before */
        cursor?: string;
        /** @description Entries on a page */
        limit?: number;
        /** @description Only of this slot */
        slotNumber?: number;
        /** @description Only of this type */
        type?:
          | 'ROI_EARNED'
          | 'PREMIUM_POOL'
          | 'PERFORMANCE_POOL'
          | 'ROI_REVERSAL'
          | 'PREMIUM_POOL_REVERSAL'
          | 'PERFORMANCE_POOL_REVERSAL';
        /** @description Only of this user */
        userId?: string;
        /** @description Goes before the header Accept; csv and ndjson are the whole list as a file */
        format?: 'json' | 'csv' | 'ndjson';
        /** @description Instead of the access token: of POST /auth/ticket, once, within 60 s */
        ticket?: string;
      };
      header?: never;
      path: {
        /** @description YYYY-MM-DD, in the platform's time zone */
        date: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            data: components['schemas']['PayoutsDto'];
            meta: components['schemas']['PageMetaDto'];
          };
        };
      };
    };
  };
  todayStatus: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            data: components['schemas']['DayDto'];
          };
        };
      };
    };
  };
  ofDateStatus: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description YYYY-MM-DD, in the platform's time zone */
        date: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            data: components['schemas']['DayDto'];
          };
        };
      };
    };
  };
  slotStatus: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description YYYY-MM-DD, in the platform's time zone */
        date: string;
        slotNumber: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            data: components['schemas']['SlotDetailDto'];
          };
        };
      };
    };
  };
  retryOneRetry: {
    parameters: {
      query?: never;
      header?: {
        /** @description wait=N: how many seconds to wait for the end, 0 to 25; left out: 10. Then 202 and statusUrl. */
        Prefer?: string;
        /** @description Where supported: the same key with the same body gets the first answer again. */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description YYYY-MM-DD, in the platform's time zone */
        date: string;
        slotNumber: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['AdminMutationBody'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example Slot retry completed */
            message: string;
            data: components['schemas']['DayDto'];
          };
        };
      };
      /** @description Still running, or waits for another admin */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example Slot retry started */
            message: string;
            data: components['schemas']['RunningDayDto'] | components['schemas']['ProposedDto'];
          };
        };
      };
    };
  };
  retryManyRetry: {
    parameters: {
      query?: never;
      header?: {
        /** @description wait=N: how many seconds to wait for the end, 0 to 25; left out: 10. Then 202 and statusUrl. */
        Prefer?: string;
        /** @description Where supported: the same key with the same body gets the first answer again. */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description YYYY-MM-DD, in the platform's time zone */
        date: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['RetrySlotsBody'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example Slot retry completed */
            message: string;
            data: components['schemas']['DayDto'];
          };
        };
      };
      /** @description Still running, or waits for another admin */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example Slot retry started */
            message: string;
            data: components['schemas']['RunningDayDto'] | components['schemas']['ProposedDto'];
          };
        };
      };
    };
  };
  reverseSlotReverse: {
    parameters: {
      query?: never;
      header?: {
        /** @description Where supported: the same key with the same body gets the first answer again. */
        'Idempotency-Key'?: string;
        /** @description wait=N: how many seconds to wait for the end, 0 to 25; left out: 10. Then 202 and statusUrl. */
        Prefer?: string;
      };
      path: {
        /** @description YYYY-MM-DD, in the platform's time zone */
        date: string;
        slotNumber: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ReverseBody'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example Reversal completed */
            message: string;
            data: components['schemas']['ReversalsDto'];
          };
        };
      };
      /** @description Still running, or waits for another admin */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example Reversal started */
            message: string;
            data: components['schemas']['RunningReversalsDto'] | components['schemas']['ProposedDto'];
          };
        };
      };
    };
  };
  reinstateSlotReverse: {
    parameters: {
      query?: never;
      header?: {
        /** @description Where supported: the same key with the same body gets the first answer again. */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description YYYY-MM-DD, in the platform's time zone */
        date: string;
        slotNumber: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['AdminMutationBody'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example Reinstated: a retry pays again what was taken back */
            message: string;
            data: components['schemas']['ReversalsDto'];
          };
        };
      };
    };
  };
  reverseRunsReverse: {
    parameters: {
      query?: never;
      header?: {
        /** @description Where supported: the same key with the same body gets the first answer again. */
        'Idempotency-Key'?: string;
        /** @description wait=N: how many seconds to wait for the end, 0 to 25; left out: 10. Then 202 and statusUrl. */
        Prefer?: string;
      };
      path: {
        /** @description YYYY-MM-DD, in the platform's time zone */
        date: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ReverseBody'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example Reversal completed */
            message: string;
            data: components['schemas']['ReversalsDto'];
          };
        };
      };
      /** @description Still running, or waits for another admin */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example Reversal started */
            message: string;
            data: components['schemas']['RunningReversalsDto'] | components['schemas']['ProposedDto'];
          };
        };
      };
    };
  };
  reinstateRunsReverse: {
    parameters: {
      query?: never;
      header?: {
        /** @description Where supported: the same key with the same body gets the first answer again. */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description YYYY-MM-DD, in the platform's time zone */
        date: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['AdminMutationBody'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example Reinstated: a retry pays again what was taken back */
            message: string;
            data: components['schemas']['ReversalsDto'];
          };
        };
      };
    };
  };
  reversePoolReverse: {
    parameters: {
      query?: never;
      header?: {
        /** @description Where supported: the same key with the same body gets the first answer again. */
        'Idempotency-Key'?: string;
        /** @description wait=N: how many seconds to wait for the end, 0 to 25; left out: 10. Then 202 and statusUrl. */
        Prefer?: string;
      };
      path: {
        /** @description As the key of their distribution names it: pool/<id> */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ReverseBody'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example Reversal completed */
            message: string;
            data: components['schemas']['ReversalsDto'];
          };
        };
      };
      /** @description Still running, or waits for another admin */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example Reversal started */
            message: string;
            data: components['schemas']['RunningReversalsDto'] | components['schemas']['ProposedDto'];
          };
        };
      };
    };
  };
  reinstatePoolReverse: {
    parameters: {
      query?: never;
      header?: {
        /** @description Where supported: the same key with the same body gets the first answer again. */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description As the key of their distribution names it: pool/<id> */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['AdminMutationBody'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example Reinstated: a retry pays again what was taken back */
            message: string;
            data: components['schemas']['ReversalsDto'];
          };
        };
      };
    };
  };
  checkReconciliation: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description YYYY-MM-DD, in the platform's time zone */
        date: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            data: components['schemas']['ReconciliationDto'];
          };
        };
      };
    };
  };
  compensateReconciliation: {
    parameters: {
      query?: never;
      header?: {
        /** @description wait=N: how many seconds to wait for the end, 0 to 25; left out: 10. Then 202 and statusUrl. */
        Prefer?: string;
        /** @description Where supported: the same key with the same body gets the first answer again. */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description YYYY-MM-DD, in the platform's time zone */
        date: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['AdminMutationBody'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example Compensation completed successfully */
            message: string;
            data: components['schemas']['CompensationDto'];
          };
        };
      };
      /** @description Still running, or waits for another admin */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example Compensation is still running */
            message: string;
            data: components['schemas']['RunningCompensationDto'] | components['schemas']['ProposedDto'];
          };
        };
      };
    };
  };
  declareDeclarations: {
    parameters: {
      query?: never;
      header?: {
        /** @description wait=N: how many seconds to wait for the end, 0 to 25; left out: 10. Then 202 and statusUrl. */
        Prefer?: string;
        /** @description Where supported: the same key with the same body gets the first answer again. */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['DeclareBody'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example Daily declaration returns declared successfully */
            message: string;
            data: components['schemas']['DeclaredDto'];
          };
        };
      };
      /** @description Still running, or waits for another admin */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example Declared; the distribution is still running */
            message: string;
            data: components['schemas']['RunningDeclaredDto'] | components['schemas']['ProposedDto'];
          };
        };
      };
    };
  };
  listDeclarations: {
    parameters: {
      query?: {
        /** @description Default: today */
        startDate?: string;
        /** @description Included; default: today + 30; at most 366 days in all */
        endDate?: string;
        /** @description false leaves out dates whose every declared part is distributed; default: true */
        includeDistributed?: 'true' | 'false';
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            data: components['schemas']['DeclaredListDto'];
            meta: components['schemas']['DeclaredMetaDto'];
          };
        };
      };
    };
  };
  getDeclarations: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description YYYY-MM-DD, in the platform's time zone */
        date: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            data: components['schemas']['DeclarationDetailDto'];
          };
        };
      };
    };
  };
  removeDeclarations: {
    parameters: {
      query?: never;
      header?: {
        /** @description Where supported: the same key with the same body gets the first answer again. */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description YYYY-MM-DD, in the platform's time zone */
        date: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['AdminMutationBody'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example Daily declaration returns deleted successfully */
            message: string;
          };
        };
      };
    };
  };
  changeDeclarations: {
    parameters: {
      query?: never;
      header?: {
        /** @description Where supported: the same key with the same body gets the first answer again. */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description YYYY-MM-DD, in the platform's time zone */
        date: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ChangeDeclarationBody'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example Daily declaration returns updated successfully */
            message: string;
            data: components['schemas']['DeclaredDto'];
          };
        };
      };
      /** @description Waits for another admin */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example This waits for another admin: see the proposal */
            message: string;
            data: components['schemas']['ProposedDto'];
          };
        };
      };
    };
  };
  distributeDeclarations: {
    parameters: {
      query?: never;
      header?: {
        /** @description wait=N: how many seconds to wait for the end, 0 to 25; left out: 10. Then 202 and statusUrl. */
        Prefer?: string;
        /** @description Where supported: the same key with the same body gets the first answer again. */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description YYYY-MM-DD, in the platform's time zone */
        date: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['DistributeBody'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example Distribution completed successfully */
            message: string;
            data: components['schemas']['DistributionDto'];
          };
        };
      };
      /** @description Still running, or waits for another admin */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example Distribution is still running */
            message: string;
            data: components['schemas']['RunningDistributionDto'] | components['schemas']['ProposedDto'];
          };
        };
      };
    };
  };
  declareDailyProfit: {
    parameters: {
      query?: never;
      header?: {
        /** @description wait=N: how many seconds to wait for the end, 0 to 25; left out: 10. Then 202 and statusUrl. */
        Prefer?: string;
        /** @description Where supported: the same key with the same body gets the first answer again. */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['DeclareBody'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example Daily profit declared successfully */
            message: string;
            data: components['schemas']['DeclaredDto'];
          };
        };
      };
      /** @description Still running, or waits for another admin */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example Declared; the distribution is still running */
            message: string;
            data: components['schemas']['RunningDeclaredDto'] | components['schemas']['ProposedDto'];
          };
        };
      };
    };
  };
  listDailyProfit: {
    parameters: {
      query?: {
        /** @description Default: today */
        startDate?: string;
        /** @description Included; default: today + 30; at most 366 days in all */
        endDate?: string;
        /** @description false leaves out dates whose every declared part is distributed; default: true */
        includeDistributed?: 'true' | 'false';
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            data: components['schemas']['DeclaredListDto'];
            meta: components['schemas']['DeclaredMetaDto'];
          };
        };
      };
    };
  };
  listDays: {
    parameters: {
      query?: {
        /** @description Default: today - 30 */
        from?: string;
        /** @description Included; default: today + 30; at most 366 days in all */
        to?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            data: components['schemas']['DaysDto'];
            meta: components['schemas']['DaysMetaDto'];
          };
        };
      };
    };
  };
  declarePool: {
    parameters: {
      query?: never;
      header?: {
        /** @description wait=N: how many seconds to wait for the end, 0 to 25; left out: 10. Then 202 and statusUrl. */
        Prefer?: string;
        /** @description Where supported: the same key with the same body gets the first answer again. */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['DeclarePoolBody'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example Pools declared successfully */
            message: string;
            data: components['schemas']['PoolDeclaredDto'];
          };
        };
      };
      /** @description Still running, or waits for another admin */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example The distribution of the pools is still running */
            message: string;
            data: components['schemas']['RunningPoolDto'] | components['schemas']['ProposedDto'];
          };
        };
      };
    };
  };
  retryPool: {
    parameters: {
      query?: never;
      header?: {
        /** @description wait=N: how many seconds to wait for the end, 0 to 25; left out: 10. Then 202 and statusUrl. */
        Prefer?: string;
        /** @description Where supported: the same key with the same body gets the first answer again. */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description As the key of their distribution names it: pool/<id> */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['AdminMutationBody'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example Pools retry completed */
            message: string;
            data: components['schemas']['PoolDeclaredDto'];
          };
        };
      };
      /** @description Still running, or waits for another admin */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example The distribution of the pools is still running */
            message: string;
            data: components['schemas']['RunningPoolDto'] | components['schemas']['ProposedDto'];
          };
        };
      };
    };
  };
  distributePool: {
    parameters: {
      query?: never;
      header?: {
        /** @description wait=N: how many seconds to wait for the end, 0 to 25; left out: 10. Then 202 and statusUrl. */
        Prefer?: string;
        /** @description Where supported: the same key with the same body gets the first answer again. */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description As the key of their distribution names it: pool/<id> */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['AdminMutationBody'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example Pools distributed successfully */
            message: string;
            data: components['schemas']['PoolDeclaredDto'];
          };
        };
      };
      /** @description Still running, or waits for another admin */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example The distribution of the pools is still running */
            message: string;
            data: components['schemas']['RunningPoolDto'] | components['schemas']['ProposedDto'];
          };
        };
      };
    };
  };
  getPool: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description As the key of their distribution names it: pool/<id> */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            data: components['schemas']['PoolDeclaredDto'];
          };
        };
      };
    };
  };
  removePool: {
    parameters: {
      query?: never;
      header?: {
        /** @description Where supported: the same key with the same body gets the first answer again. */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description As the key of their distribution names it: pool/<id> */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['AdminMutationBody'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example Pools deleted successfully */
            message: string;
          };
        };
      };
    };
  };
  qualifiersPool: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            data: components['schemas']['QualifiersDto'];
          };
        };
      };
    };
  };
  listPool: {
    parameters: {
      query?: {
        /** @description The nextCursor of the page before */
        cursor?: string;
        /** @description Entries on a page */
        limit?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            data: components['schemas']['UndatedPoolsDto'];
            meta: components['schemas']['PageMetaDto'];
          };
        };
      };
    };
  };
  listAlerts: {
    parameters: {
      query?: {
        /** @description The nextCursor of the page before */
        cursor?: string;
        /** @description Entries on a page */
        limit?: number;
        /** @description Left out: all */
        acknowledged?: 'true' | 'false';
        /** @description Only of this rule */
        rule?:
          | 'SLOT_FAILED'
          | 'NOBODY_PAID'
          | 'NONE_DUE'
          | 'WITHOUT_ACTIVATION'
          | 'FEW_STAKES_PAID'
          | 'ENTRIES_MISSING'
          | 'NOT_ORDERED'
          | 'RECORDS_FAILED'
          | 'SLOT_OVERDUE'
          | 'SLOT_STALLED'
          | 'NO_WORKER'
          | 'REVERSAL_INCOMPLETE'
          | 'POOL_WITHOUT_QUALIFIERS'
          | 'LARGE_PAYOUT'
          | 'CLOCKS_APART'
          | 'RULES_APART'
          | 'SIGN_IN_LOCKED'
          | 'MANY_FAILED_SIGN_INS';
        /** @description Only of this severity */
        severity?: 'critical' | 'warning' | 'info';
        /** @description Only of this date */
        date?: string;
        /** @description true: neither acknowledged nor resolved; left out: all */
        open?: 'true' | 'false';
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            data: components['schemas']['AlertsDto'];
            meta: components['schemas']['AlertsMetaDto'];
          };
        };
      };
    };
  };
  acknowledgeManyAlerts: {
    parameters: {
      query?: never;
      header?: {
        /** @description Where supported: the same key with the same body gets the first answer again. */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['AcknowledgeAlertsBody'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example Alerts acknowledged */
            message: string;
            data: components['schemas']['AcknowledgedDto'];
          };
        };
      };
    };
  };
  acknowledgeAlerts: {
    parameters: {
      query?: never;
      header?: {
        /** @description Where supported: the same key with the same body gets the first answer again. */
        'Idempotency-Key'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['AcknowledgeAlertBody'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example Alert acknowledged */
            message: string;
            data: components['schemas']['AlertDto'];
          };
        };
      };
    };
  };
  listAuditLog: {
    parameters: {
      query?: {
        /** @description The nextCursor of the page before */
        cursor?: string;
        /** @description Entries on a page */
        limit?: number;
        /** @description Only this action */
        action?: string;
        /** @description Only by this user */
        actorId?: string;
        /** @description Only by this user (id or e-mail address), or this part of the system */
        actor?: string;
        /** @description Only what concerns this date */
        date?: string;
        /** @description Only of this thing */
        target?: string;
        /** @description Only what this request did: the `requestId` of its answer */
        requestId?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            data: components['schemas']['AuditLogDto'];
            meta: components['schemas']['PageMetaDto'];
          };
        };
      };
    };
  };
  intactAuditLog: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            data: components['schemas']['AuditChainDto'];
          };
        };
      };
    };
  };
  readCron: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            data: components['schemas']['CronStatusDto'];
          };
        };
      };
    };
  };
  pauseCron: {
    parameters: {
      query?: never;
      header?: {
        /** @description Where supported: the same key with the same body gets the first answer again. */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['AdminMutationBody'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example Execution paused */
            message: string;
            data: components['schemas']['PauseDto'];
          };
        };
      };
    };
  };
  resumeCron: {
    parameters: {
      query?: never;
      header?: {
        /** @description Where supported: the same key with the same body gets the first answer again. */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['AdminMutationBody'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example Execution resumed */
            message: string;
            data: components['schemas']['PauseDto'];
          };
        };
      };
    };
  };
  followConsoleEvents: {
    parameters: {
      query?: {
        /** @description Instead of the access token: of POST /auth/ticket, once, within 60 s */
        ticket?: string;
        /** @description As the header Last-Event-ID, for a stream that is opened anew with another ticket */
        lastEventId?: string;
      };
      header?: {
        /** @description Of the last event that is known */
        'Last-Event-ID'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/event-stream': string;
        };
      };
    };
  };
  scrapeMetrics: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/plain': string;
        };
      };
    };
  };
  dailyReports: {
    parameters: {
      query?: {
        /** @description Default: to - 30 */
        from?: string;
        /** @description Included; default: today; at most 366 days in all */
        to?: string;
        /** @description Goes before the header Accept; csv and ndjson are the whole list as a file */
        format?: 'json' | 'csv' | 'ndjson';
        /** @description Instead of the access token: of POST /auth/ticket, once, within 60 s */
        ticket?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            data: components['schemas']['DailyReportDto'];
            meta: components['schemas']['DaysMetaDto'];
          };
        };
      };
    };
  };
  readSettings: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            data: components['schemas']['SettingsDto'];
          };
        };
      };
    };
  };
  listProposals: {
    parameters: {
      query?: {
        /** @description The nextCursor of the page before */
        cursor?: string;
        /** @description Entries on a page */
        limit?: number;
        /** @description Left out: all */
        status?: 'WAITING' | 'APPROVED' | 'REJECTED' | 'STALE' | 'EXPIRED';
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            data: components['schemas']['ProposalsDto'];
            meta: components['schemas']['ProposalsMetaDto'];
          };
        };
      };
    };
  };
  getProposals: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            data: components['schemas']['ProposalDto'];
          };
        };
      };
    };
  };
  nowProposals: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            data: components['schemas']['ProposalNowDto'];
          };
        };
      };
    };
  };
  approveProposals: {
    parameters: {
      query?: never;
      header?: {
        /** @description wait=N: how many seconds to wait for the end, 0 to 25; left out: 10. Then 202 and statusUrl. */
        Prefer?: string;
        /** @description Where supported: the same key with the same body gets the first answer again. */
        'Idempotency-Key'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['AdminMutationBody'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example Proposal approved */
            message: string;
            data: components['schemas']['ApprovedDto'];
          };
        };
      };
      /** @description Approved, still running */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example Proposal approved */
            message: string;
            data: components['schemas']['ApprovedDto'];
          };
        };
      };
    };
  };
  rejectProposals: {
    parameters: {
      query?: never;
      header?: {
        /** @description Where supported: the same key with the same body gets the first answer again. */
        'Idempotency-Key'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['RejectBody'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            /** @example Proposal rejected */
            message: string;
            data: components['schemas']['DecidedDto'];
          };
        };
      };
    };
  };
  walletMe: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            data: components['schemas']['WalletDto'];
          };
        };
      };
    };
  };
  myStakesMe: {
    parameters: {
      query?: {
        /** @description The nextCursor of the page before */
        cursor?: string;
        /** @description Stakes on a page */
        limit?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            data: components['schemas']['StakesDto'];
            meta: components['schemas']['StakesMetaDto'];
          };
        };
      };
    };
  };
  transactionsMe: {
    parameters: {
      query?: {
        /** @description The nextCursor of the page before */
        cursor?: string;
        /** @description Entries on a page */
        limit?: number;
        type?:
          | 'ROI_EARNED'
          | 'PREMIUM_POOL'
          | 'PERFORMANCE_POOL'
          | 'ROI_REVERSAL'
          | 'PREMIUM_POOL_REVERSAL'
          | 'PERFORMANCE_POOL_REVERSAL'
          | 'OPENING_BALANCE'
          | 'DEPOSIT'
          | 'WITHDRAWAL'
          | 'TRANSFER'
          | 'Daily ROS Payout';
        /** @description The date for which it was paid */
        date?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            data: components['schemas']['TransactionsDto'];
            meta: components['schemas']['PageMetaDto'];
          };
        };
      };
    };
  };
  explainMe: {
    parameters: {
      query?: {
        /** @description The nextCursor of the page before */
        cursor?: string;
        /** @description Stakes on a page */
        limit?: number;
        /** @description One date; today without any */
        date?: string;
        /** @description At most 31 days, both counted */
        from?: string;
        /** @description At most 31 days, both counted */
        to?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            data: components['schemas']['ExplanationDto'];
            meta: components['schemas']['ExplanationMetaDto'];
          };
        };
      };
    };
  };
  findUsers: {
    parameters: {
      query?: {
        /** @description The nextCursor of the page before */
        cursor?: string;
        /** @description Entries on a page */
        limit?: number;
        /** @description The id of a user, of one of his stakes or of an entry of his that we have written, or what an e-mail address or a username begins with, in any case; with an @ in it e-mail addresses alone. All users without it */
        query?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            data: components['schemas']['AccountsDto'];
            meta: components['schemas']['PageMetaDto'];
          };
        };
      };
    };
  };
  oneUsers: {
    parameters: {
      query?: {
        /** @description The nextCursor of the page before */
        cursor?: string;
        /** @description Stakes on a page */
        limit?: number;
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            data: components['schemas']['AccountDetailDto'];
            meta: components['schemas']['StakesMetaDto'];
          };
        };
      };
    };
  };
  explainUsers: {
    parameters: {
      query?: {
        /** @description The nextCursor of the page before */
        cursor?: string;
        /** @description Stakes on a page */
        limit?: number;
        /** @description One date; today without any */
        date?: string;
        /** @description At most 31 days, both counted */
        from?: string;
        /** @description At most 31 days, both counted */
        to?: string;
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            data: components['schemas']['ExplanationDto'];
            meta: components['schemas']['ExplanationMetaDto'];
          };
        };
      };
    };
  };
  listProofs: {
    parameters: {
      query?: {
        /** @description The nextCursor of the page before */
        cursor?: string;
        /** @description Entries on a page */
        limit?: number;
        /** @description Default: to - 30 */
        from?: string;
        /** @description Included; default: today; at most 366 days in all */
        to?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            data: components['schemas']['ProofsDto'];
            meta: components['schemas']['ProofsMetaDto'];
          };
        };
      };
    };
  };
  ofAnybodyProofs: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            data: components['schemas']['ReceiptDto'];
          };
        };
      };
    };
  };
  ownProofs: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {boolean} */
            success: true;
            data: components['schemas']['ReceiptDto'];
          };
        };
      };
    };
  };
}
