#include <sqlite3.h>
#include <string.h>

/* Swift cannot call C variadics. Closing the last connection must not checkpoint: only the server's writer does. */
static inline int lanyard_sqlite_no_checkpoint_on_close(sqlite3 *db) {
    return sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)0);
}

/* Returns whether foreign keys are enforced afterwards, and -1 for an error. */
static inline int lanyard_sqlite_enforce_foreign_keys(sqlite3 *db, int on) {
    int enforced = -1;
    return sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_FKEY, on, &enforced) == SQLITE_OK ? enforced : -1;
}

/* A number that changes with every commit, by whichever process: what the index of the write-ahead log begins with, which is a counter of changes, the log's
   end, its salts and its checksum, in two copies of 48 bytes (sqlite.org/walformat.html, section 2.1). The index is shared memory that the connection has
   mapped already, so this reads memory alone. Returns 0 where it cannot be told, while a commit writes it: then ask for the data's version. */
static inline int lanyard_sqlite_change(sqlite3 *db, unsigned long long *change) {
    sqlite3_file *file = 0;
    void volatile *index = 0;
    unsigned char first[48], second[48];
    unsigned long long sum = 14695981039346656037ULL;
    if (sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK || !file || !file->pMethods) return 0;
    if (file->pMethods->iVersion < 2 || file->pMethods->xShmMap(file, 0, 32768, 0, &index) != SQLITE_OK || !index) return 0;
    memcpy(first, (const void *)index, sizeof first);
    __atomic_thread_fence(__ATOMIC_ACQ_REL);
    memcpy(second, (const char *)index + sizeof first, sizeof second);
    if (memcmp(first, second, sizeof first) != 0 || !first[12]) return 0;
    for (unsigned place = 0; place < sizeof first; place++) sum = (sum ^ first[place]) * 1099511628211ULL;
    *change = sum;
    return 1;
}
