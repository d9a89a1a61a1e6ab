package handover

import (
	"context"
	"database/sql"
	"time"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/schedule"
)

// LapseTimer is the kind of the timers of what waits, by its id (Inbox.Lapse).
const LapseTimer = "handover-lapse"

// LongestWait is how long something waits to be decided. Who it is about is kept no longer for an answer that nobody gave (AVG
// article 5, paragraph 1 under e); the sender hears that it lapsed, and may hand it over anew.
const LongestWait = 180 * 24 * time.Hour

// Lapsed is why something was declined that nobody decided in time: the name of the contract.
const Lapsed = "lapsed"

// lapsing is what the processing log calls it, which no caller waits for.
const lapsing = "handover/lapse"

// Lapse declines what nobody decided in time, and destroys who it is about and what for. It is the work of a LapseTimer, apart
// from any transaction, and does nothing where it was decided meanwhile.
func (in Inbox) Lapse(ctx context.Context, t schedule.Timer) error {
	logged, _ := processinglog.Begin(ctx, in.Service+"/"+lapsing, in.Service+"/referrals")
	h := Handover{ID: t.Key} // who it is about need not be opened to be forgotten
	deciding := in.Deciding(logged, h)
	deciding.done.audit = auditlog.DoneAs(logged, lapsing, in.object(h))
	err := in.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := deciding.Decline(ctx, tx, Decision{Date: in.today(), Reason: Lapsed})
		return err
	})
	if err != nil && !fault.Is(err, "REFERRAL_DECIDED") {
		return err
	}
	return in.Destroy(ctx, t.Key)
}
