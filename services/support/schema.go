package support

import (
	"io/fs"

	"github.com/deschoor/meedoen/services/support/internal/store"
)

// Migrations are the schema of the service, as files *.sql: what tells whether a backup can be read by this version.
func Migrations() fs.FS { return store.Migrations() }
