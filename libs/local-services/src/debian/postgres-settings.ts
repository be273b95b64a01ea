export const POSTGRES = '/usr/lib/postgresql/18/bin/postgres';
export const INITDB = '/usr/lib/postgresql/18/bin/initdb';
export const PSQL = '/usr/lib/postgresql/18/bin/psql';

/** The socket's number; every instance has a folder of its own, so all may have the same. */
export const SOCKET_PORT = 5432;

/**
 * PostgreSQL's arguments for data in `folder` (seen from inside of the packages' root), which holds the socket too.
 * It listens on that socket alone. Everything that durability depends on is left on.
 */
export function postgresArguments(folder: string): string[] {
  const settings: Record<string, string> = {
    shared_preload_libraries: 'pg_cron,pg_documentdb_core,pg_documentdb',
    listen_addresses: '',
    port: String(SOCKET_PORT),
    unix_socket_directories: folder,
    unix_socket_permissions: '0700',
    // The extension connects to its own server for some work.
    'documentdb.localhost_connection_string': `host=${folder}`,
    'cron.host': folder,
    'cron.database_name': 'postgres',
    // Index builds happen at once; polling for them every other second is needless load.
    'cron.launch_active_jobs': 'off',
    // The packages' root has no /dev/shm.
    dynamic_shared_memory_type: 'mmap',
    max_connections: '200',
    shared_buffers: '256MB',
    work_mem: '32MB',
    maintenance_work_mem: '128MB',
    max_wal_size: '2GB',
    wal_level: 'minimal',
    max_wal_senders: '0',
    synchronous_commit: 'on',
    // Two transactions that wait for each other are to conflict soon, as they would at once on MongoDB.
    deadlock_timeout: '20ms',
    // Compiling and parallel workers cost more than they save on documents read by index.
    jit: 'off',
    // DocumentDB finds its indexes by the values in a filter: a plan for all values misses them, and documents too.
    plan_cache_mode: 'force_custom_plan',
    max_parallel_workers_per_gather: '0',
    log_min_messages: 'fatal',
    log_checkpoints: 'off',
    'documentdb.throwDeadlockOnCRUD': 'on',
  };
  const pairs = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', `${folder}/data`, ...pairs];
}
