package handover

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/resource"
)

// Deciding is somebody who decides on something that was handed over.
type Deciding struct {
	in   Inbox
	id   string
	done entries
}

// Deciding answers the caller who decides on h: to be made with the caller's own ctx, before the transaction.
func (in Inbox) Deciding(ctx context.Context, h Handover) Deciding {
	return Deciding{in, h.ID, in.entries(ctx, in.object(h), h)}
}

// Accept takes it on, in the transaction that begins what was begun with it. Who decides calls it first there, which keeps
// others from deciding, and calls Destroy once the transaction is committed.
//
// Errors: NOT_FOUND (REFERRAL_NOT_FOUND); FAILED_PRECONDITION (REFERRAL_DECIDED).
func (d Deciding) Accept(ctx context.Context, tx *sql.Tx, decision Decision) (Handover, error) {
	return d.decide(ctx, tx, Accepted, decision)
}

// Decline is Accept of what is not taken on.
func (d Deciding) Decline(ctx context.Context, tx *sql.Tx, decision Decision) (Handover, error) {
	return d.decide(ctx, tx, Declined, decision)
}

func (d Deciding) decide(ctx context.Context, tx *sql.Tx, to State, decision Decision) (Handover, error) {
	h, found, err := lock(ctx, tx, d.id)
	if err != nil {
		return h.Handover, err
	}
	if !found {
		return h.Handover, notFound()
	}
	decided, err := h.decide(to, decision, d.in.now())
	if err != nil {
		return decided, err
	}
	if err := update(ctx, tx, decided); err != nil {
		return decided, err
	}
	if err := d.in.Timers.Remove(ctx, tx, LapseTimer, d.id); err != nil {
		return decided, err
	}
	if err := outbox.Append(ctx, tx, d.in.now(), d.in.Service, saved(decided)); err != nil {
		return decided, err
	}
	return decided, d.in.log(ctx, tx, d.done)
}

// Once has decide keep a decision, once for a request, in a transaction. First is false for a later delivery, of which decided is
// empty: look at what it became by Get. Errors: ALREADY_EXISTS (REQUEST_ID_REUSED); those of decide.
func (in Inbox) Once(
	ctx context.Context, request resource.Request, decide func(ctx context.Context, tx *sql.Tx) (Handover, error),
) (decided Handover, first bool, err error) {
	decided, err = resource.Create(ctx, in.DB, resource.Making(in.Clock.Now()), request,
		func(context.Context, *sql.Tx, string) (Handover, error) {
			first = false
			return Handover{}, nil
		},
		func(ctx context.Context, tx *sql.Tx) (Handover, error) {
			first = true
			return decide(ctx, tx)
		})
	return decided, first, err
}

func notFound() error {
	return fault.New(fault.NotFound, "REFERRAL_NOT_FOUND", "There is no referral with this id.")
}

// Destroy destroys the keys of what was decided: also what was sealed in older copies of the database does not open then. A crash
// before it is made good by FinishErasures. To destroy what is destroyed does nothing.
func (in Inbox) Destroy(ctx context.Context, ids ...string) error {
	return in.subjects().DestroyKeys(ctx, ids...)
}

// FinishErasures destroys the keys of all that was decided, and the content of what has no key any more: after a crash, and after
// one of the databases was restored from a copy that is older than a decision. It belongs before the service serves.
func (in Inbox) FinishErasures(ctx context.Context) error { return in.subjects().FinishErasures(ctx) }

func (in Inbox) subjects() privacy.Subjects {
	return privacy.Subjects{
		Vault: in.vault(), DB: in.DB,
		Erasures: func(ctx context.Context) ([]privacy.Erasure, error) {
			rows, err := find(ctx, in.DB.Read(), "state <> 'waiting' AND handed_date <> '' ORDER BY id")
			list := make([]privacy.Erasure, len(rows))
			for i, h := range rows {
				list[i] = privacy.Erasure{Subject: h.ID, Time: h.Updated}
			}
			return list, err
		},
		Whole: func(ctx context.Context, tx *sql.Tx, ids map[string]bool) (map[string]bool, error) {
			rows, err := find(ctx, tx, "length(sealed) > 0")
			whole := make(map[string]bool, len(rows))
			for _, h := range rows {
				whole[h.ID] = ids[h.ID]
			}
			return whole, err
		},
		LeaveShell: func(ctx context.Context, tx *sql.Tx, e privacy.Erasure) error {
			// That it was decided is lost with the newer copy: it waits again, and who decides on it asks the sender who it is about.
			_, err := tx.ExecContext(ctx, `-- name: EmptyHandover :exec
UPDATE handover SET sealed = $1, version = version + 1 WHERE id = $2`, []byte{}, e.Subject)
			return err
		},
	}
}
