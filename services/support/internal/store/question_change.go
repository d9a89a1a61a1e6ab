package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/store/db"
)

// insertChanges keeps that questions were saved, for who follows them, and by which referral. Their numbers come afterwards.
func (s Store) insertChanges(ctx context.Context, by domain.ReferralChange, saved ...domain.Question) error {
	rows := make(sqldb.Rows, len(saved))
	for i, q := range saved {
		rows[i] = []any{
			ids.New(), q.ID, q.Version, 0, string(q.State), q.StateDate, q.TakeUp, q.Worker, string(q.Result), sqldb.Flag(q.Voorveld),
			string(q.Reason), sqldb.At(q.Updated), by.ID, string(by.Target), string(by.State), by.DeclineReason,
		}
	}
	return rows.Each(ctx, s.tx, `-- name: InsertQuestionChanges :exec
INSERT INTO question_change (id, question_id, version, seq, state, state_date, take_up_date, worker, result, solved_in_voorveld,
    reason, created_at, referral_id, referral_target, referral_state, referral_decline_reason) VALUES %s`, nil)
}

// Changes are the changes of questions, numbered in the order in which they were committed.
type Changes struct{ DB *sqldb.DB }

// changesAtOnce is how many changes get their numbers in one transaction.
const changesAtOnce = 500

// Advance gives changes that were committed without a number the next ones. It says whether there may be more. A number that was
// given is on the disk before anybody sees it.
//
// Numbers from a sequence would not do: a transaction that takes one and commits late puts a change before those that were told.
func (c Changes) Advance(ctx context.Context) (more bool, err error) {
	if waiting, err := db.New(c.DB.Read()).HasNewQuestionChanges(ctx); err != nil || !waiting {
		return false, err
	}
	err = c.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		n, err := In(tx).numberChanges(ctx)
		more = n == changesAtOnce
		return err
	})
	return more, err
}

// numberChanges answers how many changes got a number. Who numbers locks the count, and then sees what was committed before.
func (s Store) numberChanges(ctx context.Context) (int, error) {
	last, err := s.LockLastChange(ctx)
	if err != nil {
		return 0, err
	}
	waiting, err := s.q.ListNewQuestionChanges(ctx, changesAtOnce)
	if err != nil || len(waiting) == 0 {
		return 0, err
	}
	rows := make(sqldb.Rows, len(waiting))
	for i, id := range inOrder(waiting) {
		last++
		rows[i] = []any{id, strconv.FormatInt(last, 10)} // PostgreSQL takes every value of VALUES for a text
	}
	if err := rows.Each(ctx, s.tx, `-- name: NumberQuestionChanges :exec
UPDATE question_change SET seq = CAST(given.column2 AS BIGINT) FROM (VALUES %s) AS given
WHERE question_change.id = given.column1`, nil); err != nil {
		return 0, err
	}
	return len(waiting), s.q.UpdateQuestionChangeCount(ctx, last)
}

// inOrder answers the ids of changes, which come by version, in the order in which they get their numbers: by their ids, which is
// about when they were saved, but never one of a question before an earlier one. The clocks of two instances differ.
func inOrder(waiting []db.ListNewQuestionChangesRow) []string {
	byID := slices.Clone(waiting)
	slices.SortFunc(byID, func(a, b db.ListNewQuestionChangesRow) int { return strings.Compare(a.ID, b.ID) })
	places := map[string][]int{} // of each question
	for i, w := range byID {
		places[w.QuestionID] = append(places[w.QuestionID], i)
	}
	ids := make([]string, len(waiting))
	for _, w := range waiting {
		of := places[w.QuestionID]
		ids[of[0]], places[w.QuestionID] = w.ID, of[1:]
	}
	return ids
}

// Last answers the last number, 0 where there is none.
func (c Changes) Last(ctx context.Context) (int64, error) {
	return db.New(c.DB.Read()).GetLastQuestionChange(ctx)
}

// IDAt answers the id of the change with a number, "" where there is none.
func (c Changes) IDAt(ctx context.Context, number int64) (string, error) {
	id, err := db.New(c.DB.Read()).GetQuestionChangeID(ctx, number)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return id, err
}

// After answers the changes after a number in order, at most so many.
func (c Changes) After(ctx context.Context, number int64, most int) ([]*domain.QuestionChange, error) {
	rows, err := db.New(c.DB.Read()).ListQuestionChanges(ctx, db.ListQuestionChangesParams{After: number, Size: int32(most)})
	return sqldb.All(rows, err, change)
}

func change(c db.ListQuestionChangesRow) *domain.QuestionChange {
	return &domain.QuestionChange{
		ID: c.ID, Seq: c.Seq,
		Question: domain.Question{
			ID: c.QuestionID, Version: c.Version, Team: c.Team, Sender: c.Sender, Reference: c.SenderReference,
			ResidentID: c.ResidentID, State: domain.QuestionState(c.State), StateDate: c.StateDate, TakeUp: c.TakeUpDate,
			Worker: c.Worker,
			Result: domain.QuestionResult(c.Result), Voorveld: c.SolvedInVoorveld == 1, Reason: domain.QuestionReason(c.Reason),
			Updated: c.CreatedAt.Time,
		},
		Referral: domain.ReferralChange{
			ID: c.ReferralID, Target: domain.ReferralTarget(c.ReferralTarget), State: domain.ReferralState(c.ReferralState),
			DeclineReason: c.ReferralDeclineReason,
		},
	}
}
