#include <sqlite3.h>

/* Swift cannot call C variadics. Closing the last connection must not checkpoint: only the server's writer does. */
static inline int lanyard_sqlite_no_checkpoint_on_close(sqlite3 *db) {
    return sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)0);
}

/* Returns whether foreign keys are enforced afterwards, and -1 for an error. */
static inline int lanyard_sqlite_enforce_foreign_keys(sqlite3 *db, int on) {
    int enforced = -1;
    return sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_FKEY, on, &enforced) == SQLITE_OK ? enforced : -1;
}
