package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store/db"
)

// Delivered is a trajectory with all that a delivery tells of it, each list oldest first.
type Delivered struct {
	domain.Trajectory
	Clients     []Client
	Steps       []domain.TrajectoryTransition
	Decisions   []domain.Decision
	Measures    []domain.Measure // but for what was withdrawn
	Debts       []DeliveredDebt  // but for what was withdrawn or is left out
	Settlements []domain.Settlement
	FreeAmount  int64 // the vtlb that was calculated last; 0 where none was

	free freeAmount
}

// DeliveredDebt is a claim with its creditor, which is none where a person is owed. Of that person nothing is read.
type DeliveredDebt struct {
	domain.Claim
	Creditor domain.Creditor
}

// Municipalities answers which are responsible for trajectories with a date in a period. Advice on rights is no help with debts.
func (s Store) Municipalities(ctx context.Context, first, last civil.Date) ([]string, error) {
	return s.q.ListMunicipalitiesOfPeriod(ctx, db.ListMunicipalitiesOfPeriodParams{LastDate: last, FirstDate: first})
}

// DeliveryFilter is which trajectories are delivered.
type DeliveryFilter struct {
	Municipality string
	First, Last  civil.Date // with a date from First to Last
}

// DeliverySpan is a page: the trajectories after the one with id After, until the one with id Until.
type DeliverySpan struct{ After, Until string }

// deliveryPage is a page on its way: trajectories in the order of their ids.
type deliveryPage struct {
	tx     *sql.Tx
	filter DeliveryFilter
	span   DeliverySpan
	list   []Delivered
	place  map[string]int // of a trajectory in the list, by id
}

// DeliverySpan answers the page of size trajectories after the one with id after: an empty one where there are no more.
func (s Store) DeliverySpan(ctx context.Context, f DeliveryFilter, after string, size int32) (DeliverySpan, error) {
	last, err := s.q.LastTrajectoryOfPage(ctx, db.LastTrajectoryOfPageParams{
		MunicipalityCode: f.Municipality, After: after, LastDate: f.Last, FirstDate: f.First, Size: size,
	})
	return DeliverySpan{after, last}, err
}

// DeliveryPage answers the trajectories of a page, with all that a delivery tells of them: each kind of thing with one query for
// the page.
func (s Store) DeliveryPage(ctx context.Context, f DeliveryFilter, span DeliverySpan) ([]Delivered, error) {
	rows, err := s.q.ListTrajectoriesOfPeriod(ctx, db.ListTrajectoriesOfPeriodParams{
		MunicipalityCode: f.Municipality, After: span.After, Until: span.Until, LastDate: f.Last, FirstDate: f.First,
	})
	trajectories, err := sqldb.All(rows, err, trajectory)
	if err != nil || len(trajectories) == 0 {
		return nil, err
	}
	p := deliveryPage{
		tx: s.tx, filter: f, span: span, list: make([]Delivered, len(trajectories)), place: make(map[string]int, len(trajectories)),
	}
	for i, t := range trajectories {
		p.list[i].Trajectory, p.place[t.ID] = t, i
	}
	for _, read := range []func(context.Context) error{
		p.clients, p.steps, p.decisions, p.measures, p.debts, p.settlements, p.freeAmounts,
	} {
		if err := read(ctx); err != nil {
			return nil, err
		}
	}
	for i := range p.list {
		p.list[i].sort()
	}
	return p.list, nil
}

// sort puts what was read into its order, which costs a database more: it would sort the rows of each trajectory apart.
func (d *Delivered) sort() {
	slices.SortFunc(d.Steps, func(a, b domain.TrajectoryTransition) int { return cmp.Compare(a.Version, b.Version) })
	slices.SortFunc(d.Decisions, func(a, b domain.Decision) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(d.Measures, func(a, b domain.Measure) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(d.Debts, func(a, b DeliveredDebt) int { return cmp.Compare(a.Number, b.Number) })
	slices.SortFunc(d.Settlements, func(a, b domain.Settlement) int { return cmp.Compare(a.ID, b.ID) })
}

// each reads what the trajectories of a page have of something, in no order. They are found as the page was, between its first id
// and its last: to name each of them takes a database longer than to find them.
func each[V any](
	ctx context.Context, p deliveryPage, query string, scan func(*sql.Rows) (trajectoryID string, one V, err error),
	add func(*Delivered, V),
) error {
	rows, err := p.tx.QueryContext(ctx, query+`
WHERE t.municipality_code = $1 AND t.id > $2 AND t.id <= $3 AND t.kind <> 'social_legal_advice' AND t.report_date <= $4
    AND (t.end_date = '' OR t.end_date >= $5)`, p.filter.Municipality, p.span.After, p.span.Until, p.filter.Last, p.filter.First)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		id, one, err := scan(rows)
		if err != nil {
			return err
		}
		add(&p.list[p.place[id]], one)
	}
	return rows.Err()
}
