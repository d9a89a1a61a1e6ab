package store

import (
	"context"

	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/store/db"
)

// pageSize is how many facts are held in memory at once when many count anew.
const pageSize = 5000

// FactsAfter answers at most n facts with ids beyond after, in the order of their ids.
func (s Store) FactsAfter(ctx context.Context, after string, n int) ([]domain.Fact, error) {
	rows, err := s.q.ListFacts(ctx, db.ListFactsParams{After: after, Size: int32(n)})
	return facts(rows), err
}

// CountFacts answers how many facts there are.
func (s Store) CountFacts(ctx context.Context) (int64, error) { return s.q.CountFacts(ctx) }

// EachFactOfLocation calls f for the facts of a place, a page at a time.
func (s Store) EachFactOfLocation(ctx context.Context, id string, f func([]domain.Fact) error) error {
	return eachPage(func(after string) ([]db.Fact, error) {
		return s.q.ListFactsOfLocation(ctx, db.ListFactsOfLocationParams{LocationID: id, After: after, Size: pageSize})
	}, f)
}

// EachFactOfProgramme calls f for the facts recorded under a programme itself, a page at a time.
func (s Store) EachFactOfProgramme(ctx context.Context, id string, f func([]domain.Fact) error) error {
	return eachPage(func(after string) ([]db.Fact, error) {
		return s.q.ListFactsOfProgramme(ctx, db.ListFactsOfProgrammeParams{ProgrammeID: id, After: after, Size: pageSize})
	}, f)
}

func eachPage(list func(after string) ([]db.Fact, error), f func([]domain.Fact) error) error {
	for after := ""; ; {
		rows, err := list(after)
		if err != nil || len(rows) == 0 {
			return err
		}
		if err := f(facts(rows)); err != nil || len(rows) < pageSize {
			return err
		}
		after = rows[len(rows)-1].ID
	}
}

// withdrawn is the state of a fact that counts nowhere.
const withdrawn = "withdrawn"

func state(isWithdrawn bool) string {
	if isWithdrawn {
		return withdrawn
	}
	return "recorded"
}

func facts(rows []db.Fact) []domain.Fact {
	list := make([]domain.Fact, len(rows))
	for i, row := range rows {
		list[i] = fact(row)
	}
	return list
}

func fact(row db.Fact) domain.Fact {
	return domain.Fact{
		ID: row.ID, Kind: row.Kind, Date: row.Date, LocationID: row.LocationID, ProgrammeID: row.ProgrammeID,
		Quantity: row.Quantity, Method: row.Method, PartOfDay: row.PartOfDay, Withdrawn: row.State == withdrawn,
		Person: row.Person, AgeBand: row.AgeBand, Channel: row.Channel, Output: row.Output, Outcome: row.Outcome,
		Setting: row.Setting, Subject: row.Subject, Engagement: row.Engagement, Role: row.Role,
		Trajectory: row.Trajectory, ExitReason: row.ExitReason, DebtFree: row.DebtFree == 1,
		Asker: row.Asker, Result: row.Result, Voorveld: row.Voorveld == 1, Conversed: row.Conversed == 1,
		Area: domain.Area{Wijk: row.WijkCode, WijkYear: int(row.WijkYear), Stadsdeel: row.Stadsdeel},
	}
}
