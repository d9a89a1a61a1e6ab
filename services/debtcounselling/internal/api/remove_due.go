package api

import (
	"context"
	"database/sql"
	"maps"
	"slices"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/schedule"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// The kinds of the timers of retention: of the run that goes on, of the run of each day, and of a key that is to be destroyed.
const (
	RetentionTimer      = "retention-run"
	DailyRetentionTimer = "retention-day"
	KeyTimer            = "client-key"
)

// retentionBatch is of how many trajectories, clients or cases one transaction removes something: others write meanwhile.
const retentionBatch = 50

// removal is a run at work in a transaction.
type removal struct {
	Deps
	tx  *sql.Tx
	run domain.RetentionRun
	on  store.DueOn
}

// RemoveDue removes a batch of what is due in a run, and has the run go on; where nothing is left it is completed. What a batch
// removes, its counts and its timer are one transaction: a crash between two loses and repeats nothing.
func (d Deps) RemoveDue(ctx context.Context, tx *sql.Tx, timer schedule.Timer) error {
	run, err := store.In(tx).RetentionRun(ctx, timer.Key)
	if err != nil || !run.Running() {
		return err
	}
	ctx = auth.With(ctx, &auth.Identity{Subject: run.Recorder})
	ctx, _ = processinglog.Begin(ctx, removes, "debtcounselling/retention")
	r := removal{Deps: d, tx: tx, run: run, on: d.dueOn(run.Terms(), run.Date)}
	for _, of := range domain.RecordTypes() {
		due, err := store.In(tx).NextDue(ctx, r.on, of, retentionBatch)
		if err != nil {
			return err
		}
		if len(due) == 0 {
			continue
		}
		if err := r.remove(ctx, of, due); err != nil {
			return err
		}
		return d.Timers.Set(ctx, tx, schedule.Timer{Kind: RetentionTimer, Key: run.ID, Due: d.now()})
	}
	if err := store.In(tx).CompleteRetentionRun(ctx, run.ID, d.now()); err != nil {
		return err
	}
	return auditlog.Append(ctx, tx, d.now(), auditlog.DoneAs(ctx, removes, "retention-run/"+run.ID+"/completion"))
}

// removes is what the logs call a removal.
const removes = debtcounsellingv1.RetentionRunService_CreateRetentionRun_FullMethodName

func (r removal) remove(ctx context.Context, of domain.RecordType, due []string) error {
	switch of.Start() {
	case domain.FromCaseEnd:
		return r.removeEarly(ctx, due)
	case domain.FromRecording:
		return r.removeClients(ctx, due)
	case domain.FromErasure:
		return r.removeLines(ctx, due)
	default:
		return r.removeOf(ctx, of, due)
	}
}

// removeOf removes what trajectories have of a record type. Who has no trajectory left is erased with the last.
func (r removal) removeOf(ctx context.Context, of domain.RecordType, due []string) error {
	clientsOf, err := r.lock(ctx, due)
	if err != nil {
		return err
	}
	free, err := r.stillDue(ctx, of, due)
	if err != nil || len(free) == 0 {
		return err
	}
	st, count := store.In(r.tx), domain.RetentionRunCount{Type: of, Removed: int64(len(free))}
	if count.Records, err = st.Remove(ctx, of, free); err != nil {
		return err
	}
	var audits []auditlog.Entry
	clientIDs := map[string]bool{}
	for _, id := range free {
		audits = append(audits, auditlog.DoneAs(ctx, removes, "trajectory/"+id+"/"+string(of)))
		for _, clientID := range clientsOf[id] {
			clientIDs[clientID] = true
		}
	}
	if err := r.note(ctx, count, clientIDs, audits); err != nil || of != domain.TrajectoryRecords {
		return err
	}
	left, err := st.ClientsLeft(ctx, clientIDs)
	if err != nil {
		return err
	}
	return r.eraseAll(ctx, left)
}

// lock locks trajectories and then their clients, as a step of one does, and answers the clients of each who are not erased.
func (r removal) lock(ctx context.Context, due []string) (clientsOf map[string][]string, err error) {
	st := store.In(r.tx)
	trajectories, err := st.LockTrajectories(ctx, set(due))
	if err != nil {
		return nil, err
	}
	clientIDs := map[string]bool{}
	for _, t := range trajectories {
		for _, id := range t.ClientIDs {
			clientIDs[id] = true
		}
	}
	clients, err := st.LockClientsByID(ctx, clientIDs)
	clientsOf = make(map[string][]string, len(trajectories))
	for _, t := range trajectories {
		for _, id := range t.ClientIDs {
			if clients[id].State == domain.Present {
				clientsOf[t.ID] = append(clientsOf[t.ID], id)
			}
		}
	}
	return clientsOf, err
}

// stillDue answers what is due now that it is locked: a hold may have come first.
func (r removal) stillDue(ctx context.Context, of domain.RecordType, due []string) (free []string, err error) {
	return store.In(r.tx).NextDue(ctx, r.on, of, retentionBatch, due...)
}

// removeClients erases clients who were never helped.
func (r removal) removeClients(ctx context.Context, due []string) error {
	if _, err := store.In(r.tx).LockClientsByID(ctx, set(due)); err != nil {
		return err
	}
	free, err := r.stillDue(ctx, domain.ClientRecords, due)
	if err != nil {
		return err
	}
	return r.eraseAll(ctx, set(free))
}

// eraseAll leaves shells of clients, who are locked, and of the signals of arrears about them.
func (r removal) eraseAll(ctx context.Context, clientIDs map[string]bool) error {
	if len(clientIDs) == 0 {
		return nil
	}
	var audits []auditlog.Entry
	for id := range clientIDs {
		if err := r.leaveShell(ctx, r.tx, store.Erasure{ID: ids.New(), ClientID: id, Created: r.now()}); err != nil {
			return err
		}
		signals, err := store.In(r.tx).EarlySignalsErasedWith(ctx, id)
		if err != nil {
			return err
		}
		if err := r.destroyLater(ctx, append(signals, id)...); err != nil {
			return err
		}
		audits = append(audits, auditlog.DoneAs(ctx, removes, "client/"+id))
	}
	n := int64(len(clientIDs))
	return r.note(ctx, domain.RetentionRunCount{Type: domain.ClientRecords, Removed: n, Records: n}, clientIDs, audits)
}

// destroyLater has keys be destroyed once this is committed, each by a timer: they are in another database.
func (r removal) destroyLater(ctx context.Context, ids ...string) error {
	for _, id := range ids {
		if err := r.Timers.Set(ctx, r.tx, schedule.Timer{Kind: KeyTimer, Key: id, Due: r.now()}); err != nil {
			return err
		}
	}
	return nil
}

// removeLines removes the lines of the processing log about clients who were erased long ago. That it did is in the audit log
// alone: a line about them would stay.
func (r removal) removeLines(ctx context.Context, due []string) error {
	st := store.In(r.tx)
	if _, err := st.LockClientsByID(ctx, set(due)); err != nil {
		return err
	}
	free, err := r.stillDue(ctx, domain.ProcessingLogRecords, due)
	if err != nil {
		return err
	}
	count := domain.RetentionRunCount{Type: domain.ProcessingLogRecords, Removed: int64(len(free))}
	var audits []auditlog.Entry
	for _, id := range free {
		lines, err := processinglog.Remove(ctx, r.tx, r.Privacy.Logged(id))
		if err != nil {
			return err
		}
		if err := st.MarkLogRemoved(ctx, id); err != nil {
			return err
		}
		count.Records += lines
		audits = append(audits, auditlog.DoneAs(ctx, removes, "client/"+id+"/"+string(count.Type)))
	}
	return r.note(ctx, count, nil, audits)
}

// note adds what was removed to the counts of the run and to both logs.
func (r removal) note(
	ctx context.Context, count domain.RetentionRunCount, clientIDs map[string]bool, audits []auditlog.Entry,
) error {
	if err := store.In(r.tx).AddToRetentionRun(ctx, r.run.ID, count); err != nil {
		return err
	}
	entry := r.about(ctx, string(count.Type), slices.Sorted(maps.Keys(clientIDs))...)
	return r.log(ctx, r.tx, entry, audits...)
}

func set(ids []string) map[string]bool {
	is := make(map[string]bool, len(ids))
	for _, id := range ids {
		is[id] = true
	}
	return is
}
