package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/store"
)

// The roles that are told apart: a worker sees what is of the own teams, an importer records what was.
const (
	workerRole   = "support.worker"
	importerRole = "importer"
	wijkteamRole = "wijkteam" // a system of a neighbourhood team
)

// viewer answers who asks.
func viewer(ctx context.Context) domain.Viewer {
	who := auth.From(ctx)
	return domain.ViewerOf(who.Subject, who.Groups, who.Has(workerRole))
}

// openQuestion answers a question that the caller may see. Error: PERMISSION_DENIED (QUESTION_NOT_YOURS), which is in the audit
// log before it is answered, and is the same for a question that is not there.
func (d Deps) openQuestion(ctx context.Context, id string) (store.Question, error) {
	q, err := store.Reading(d.DB.Read()).Question(ctx, id)
	if err != nil && !fault.Is(err, "QUESTION_NOT_FOUND") {
		return q, err
	}
	if err != nil || !viewer(ctx).MaySee(q.Question) {
		return store.Question{}, d.refuse(ctx, "question/"+id, domain.NotYours())
	}
	return q, nil
}

// refuse answers no, that something is not the caller's, once that is in the audit log.
func (d Deps) refuse(ctx context.Context, object string, no *fault.Error) error {
	entry := auditlog.Refused(ctx, object, no.Reason)
	if err := d.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		return auditlog.Append(ctx, tx, d.now(), entry)
	}); err != nil {
		return err
	}
	return no
}
