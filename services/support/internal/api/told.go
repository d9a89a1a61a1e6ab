package api

import (
	"context"
	"database/sql"
	"sync"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/support/internal/domain"
)

// maxTold is of how many pairs of a viewer and a data subject is known that their line stands: some 20 MB. After it lines are
// written again.
const maxTold = 100_000

// told keeps that what is told of whom to whom today is in the processing log. Streams and webhooks tell the same viewer again
// and again of the same resident; one line a day says so. Lines of all of them go to the log together.
type told struct {
	writing sqldb.Batcher[telling, struct{}]
	mu      sync.Mutex
	day     civil.Date
	stands  map[toldOf]bool
}

// toldOf is who is told of whom, and by which system.
type toldOf struct{ viewer, via, subject string }

// telling are the lines of one answer.
type telling []tellingLine

type tellingLine struct {
	toldOf
	entry processinglog.Entry
}

// Rows answers how many lines there are.
func (t telling) Rows() int { return len(t) }

// logTold has it in the processing log that the caller is told of changes: about their residents, and about those whose resident
// is not known by the question itself. It returns when the lines are on the disk.
func (d Deps) logTold(ctx context.Context, t *told, changes ...*domain.QuestionChange) error {
	today, who := d.today(), auth.From(ctx)
	var lines telling
	seen := map[string]bool{}
	for _, c := range changes {
		kind, subject := "resident", c.ResidentID
		if subject == "" {
			kind, subject = "question", c.Question.ID
		}
		key := toldOf{who.Subject, who.Actor, subject}
		if seen[subject] || t.has(today, key) {
			continue
		}
		seen[subject] = true
		lines = append(lines, tellingLine{key, d.aboutSubjects(ctx, kind, questionFields, subject)})
	}
	if len(lines) == 0 {
		return nil
	}
	_, err := t.writing.Do(ctx, d.DB, lines, t.write(d, today))
	if err == nil {
		t.add(today, lines)
	}
	return err
}

// write answers what writes the lines of several answers: each once, where two streams of one viewer come at the same time.
func (t *told) write(d Deps, today civil.Date) sqldb.Batch[telling, struct{}] {
	return func(ctx context.Context, tx *sql.Tx, items []telling) ([]struct{}, error) {
		var entries []processinglog.Entry
		seen := map[toldOf]bool{}
		for _, lines := range items {
			for _, l := range lines {
				if !seen[l.toldOf] && !t.has(today, l.toldOf) {
					seen[l.toldOf], entries = true, append(entries, l.entry)
				}
			}
		}
		return make([]struct{}, len(items)), processinglog.Append(ctx, tx, d.now(), entries...)
	}
}

// has says whether the line of today stands.
func (t *told) has(today civil.Date, key toldOf) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.day == today && t.stands[key]
}

// add keeps that lines stand, once they are committed.
func (t *told) add(today civil.Date, lines telling) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.day != today || len(t.stands) > maxTold {
		t.day, t.stands = today, map[toldOf]bool{}
	}
	for _, l := range lines {
		t.stands[l.toldOf] = true
	}
}
