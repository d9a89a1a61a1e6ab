package sqldb

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"go.opentelemetry.io/otel/trace"
)

// group is the commands that share one transaction.
type group struct {
	tx     *sql.Tx
	ran    []*member
	shared bool // each runs in a savepoint; a command that is alone needs none
	lost   bool // the database undid the whole transaction
}

// serve runs the commands of members, and of those who come meanwhile, in one transaction, and answers them. Those it
// answers were not run: the time was up, or the transaction was lost.
func (w *writer) serve(members []*member) (rest []*member) {
	ctx, span := w.start(members)
	tx, err := w.db.write.BeginTx(ctx, nil)
	if err != nil {
		span.End()
		for _, m := range members {
			m.answer <- fmt.Errorf("begin: %w", err)
		}
		return nil
	}
	g := &group{tx: tx, shared: len(members) > 1}
	enough, cancel := context.WithTimeout(context.Background(), w.db.collecting)
	defer cancel()
	for len(members) > 0 && len(g.ran) < w.db.maxGroup && !g.lost && enough.Err() == nil {
		g.run(members[0], span.SpanContext())
		if members = members[1:]; len(members) == 0 && g.shared {
			members = w.waiting(members)
		}
	}
	err = g.commit(w.db)
	span.End()
	w.db.metrics.ran(len(g.ran))
	g.answer(err)
	return members
}

// start answers the context of the transaction, which ends with no caller: database/sql would roll back. A command that
// is alone has its transaction in its own trace.
func (w *writer) start(members []*member) (context.Context, trace.Span) {
	if len(members) == 1 {
		return context.WithoutCancel(members[0].ctx), noSpan()
	}
	callers := make([]context.Context, len(members))
	for i, m := range members {
		callers[i] = m.ctx
	}
	ctx, span := w.db.startShared("write group", callers)
	return context.WithoutCancel(ctx), span
}

// run gives m its turn, and undoes what it did if it fails.
func (g *group) run(m *member, in trace.SpanContext) {
	g.ran = append(g.ran, m)
	if m.ctx.Err() != nil {
		m.err = m.gone()
		return
	}
	if !g.shared {
		m.err = m.takeTurn(turn{tx: g.tx})
		return
	}
	if err := g.exec(m, savepoint); err != nil {
		g.lost, m.err = true, fmt.Errorf("%w: %w", errLost, err)
		return
	}
	after := release
	if m.err = m.takeTurn(turn{tx: g.tx, shared: true, group: in}); m.err != nil {
		after = undo
	}
	// A database that undid everything, such as one without room, knows the savepoint no more.
	if err := g.exec(m, after); err != nil {
		g.lost = true
		if m.err == nil {
			m.err = err
		}
	}
}

// takeTurn waits until the command has ended.
func (m *member) takeTurn(t turn) error {
	select {
	case m.turn <- t:
		return <-m.ran
	case <-m.ctx.Done():
		return m.gone()
	}
}

const (
	savepoint = "-- name: Savepoint :exec\nSAVEPOINT command"
	release   = "-- name: ReleaseSavepoint :exec\nRELEASE command"
	undo      = "-- name: UndoToSavepoint :exec\nROLLBACK TO command; RELEASE command"
)

// exec runs a statement of the group in the trace of m.
func (g *group) exec(m *member, statement string) error {
	if _, err := g.tx.ExecContext(context.WithoutCancel(m.ctx), statement); err != nil {
		return fmt.Errorf("savepoint of a command: %w", err)
	}
	return nil
}

// commit commits what went well. Its error is that of all who did well.
func (g *group) commit(db *DB) error {
	if g.lost || !slices.ContainsFunc(g.ran, func(m *member) bool { return m.err == nil }) {
		// What went wrong is known: it was the error of a command.
		_ = g.tx.Rollback()
		return errLost
	}
	err := g.tx.Commit()
	switch {
	case err == nil:
		db.audience.hear(g.told()...)
		return nil
	case g.shared: // whose fault it is shows when each runs alone
		return fmt.Errorf("%w: commit: %w", errLost, err)
	}
	return fmt.Errorf("commit: %w", err)
}

// told answers what those have said who did well.
func (g *group) told() (list []*told) {
	for _, m := range g.ran {
		if m.err == nil {
			list = append(list, m.told)
		}
	}
	return list
}

// answer answers everybody who ran: the error of the commit, or its own.
func (g *group) answer(commit error) {
	for _, m := range g.ran {
		if m.err != nil {
			m.answer <- m.err
		} else {
			m.answer <- commit
		}
	}
}
