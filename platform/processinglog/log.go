package processinglog

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/sqldb"
)

// Log is the log of a service about data subjects of one kind.
type Log struct {
	DB          *sqldb.DB
	Clock       clock.Clock
	SubjectType string                 // such as "participant"
	Pseudonym   func(id string) string // of a data subject in the log
}

// About answers the entry of what is done with one class of the data of data subjects, in the call of ctx.
func (l Log) About(ctx context.Context, fields string, ids ...string) Entry {
	subjects := make([]string, len(ids))
	for i, id := range ids {
		subjects[i] = l.Pseudonym(id)
	}
	return Of(ctx, Action{Fields: fields, SubjectType: l.SubjectType, Subjects: subjects})
}

// Read has what was read of data subjects in the log. It belongs before the answer.
func (l Log) Read(ctx context.Context, fields string, ids ...string) error {
	entry := l.About(ctx, fields, ids...)
	return l.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		return Append(ctx, tx, l.Clock.Now(), entry)
	})
}
