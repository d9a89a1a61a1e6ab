package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/store/db"
)

// OfferFilter narrows what is offered; what is empty does not narrow.
type OfferFilter struct {
	OfferID, WijkCode, Theme, ProgrammeCode, LocationID string

	Age      *int64
	From, To time.Time // between which sessions start, not at To itself
}

// AtOnce reads with read as everything was at one moment.
func AtOnce(ctx context.Context, pool *sql.DB, read func(Store) error) error {
	return sqldb.Snapshot(ctx, pool, func(tx *sql.Tx) error { return read(In(tx)) })
}

const offerTables = `
FROM activity a JOIN location l ON l.id = a.location_id JOIN programme p ON p.id = a.programme_id
    LEFT JOIN room r ON r.id = a.room_id AND r.location_id = a.location_id
WHERE `

// programmesBelow are a programme and all below it.
const programmesBelow = `WITH RECURSIVE below (id) AS (SELECT id FROM programme WHERE code = ?
    UNION SELECT child.id FROM programme child JOIN below ON child.parent_id = below.id) SELECT id FROM below`

// placeColumns are of the place l and the room r, of which there may be none.
const placeColumns = `l.id, l.display_name, l.kind, l.wijk_code, l.wijk_year, l.stadsdeel, l.updated_at,
    COALESCE(r.display_name, ''), COALESCE(r.accessibility, ''), COALESCE(r.updated_at, 0)`

// scanPlace answers where placeColumns are to go.
func scanPlace(l *db.Location, r *db.Room) []any {
	return []any{
		&l.ID, &l.DisplayName, &l.Kind, &l.WijkCode, &l.WijkYear, &l.Stadsdeel, &l.UpdatedAt, &r.DisplayName, &r.Accessibility,
		&r.UpdatedAt,
	}
}

// Offers answers size offers after the one with id after and skip more, in the order in which they were added.
func (s Store) Offers(ctx context.Context, f OfferFilter, after string, skip, size int32) ([]domain.OpenOffer, error) {
	c := f.ofOffers()
	c.add("a.id > ?", after)
	return s.offers(ctx, c, skip, size)
}

// OffersByID answers the offers with ids, those there are, in the order in which they were added.
func (s Store) OffersByID(ctx context.Context, ids []string) ([]domain.OpenOffer, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	c := OfferFilter{}.narrow()
	c.among("a.id", ids)
	return s.offers(ctx, c, 0, int32(len(ids)))
}

func (s Store) offers(ctx context.Context, c *conditions, skip, size int32) (list []domain.OpenOffer, err error) {
	query := `-- name: ListOffers :many
SELECT a.id, a.display_name, a.description, a.target_groups, a.min_age, a.max_age, a.capacity, a.price_cents,
    a.registration, a.start_date, a.end_date, a.time_of_day, a.duration_minutes, a.recurrence_rule, a.exception_dates,
    a.state, a.updated_at, ` + placeColumns + `, p.code, p.display_name, p.theme, p.updated_at` + offerTables + c.String() + `
ORDER BY a.id LIMIT ` + c.value(size) + ` OFFSET ` + c.value(skip)
	err = s.each(ctx, query, c.args, func(r *sql.Rows) error {
		o, err := scanOffer(r)
		list = append(list, o)
		return err
	})
	return list, err
}

// CountOffers answers how many offers there are.
func (s Store) CountOffers(ctx context.Context, f OfferFilter) (n int32, err error) {
	c := f.ofOffers()
	query := `-- name: CountOffers :one
SELECT COUNT(*)` + offerTables + c.String()
	err = s.each(ctx, query, c.args, func(r *sql.Rows) error { return r.Scan(&n) })
	return n, err
}

// Offer answers one offer. Error: NOT_FOUND (OFFER_NOT_FOUND).
func (s Store) Offer(ctx context.Context, id string) (domain.OpenOffer, error) {
	list, err := s.Offers(ctx, OfferFilter{OfferID: id}, "", 0, 1)
	if err != nil {
		return domain.OpenOffer{}, err
	}
	if len(list) == 0 {
		return domain.OpenOffer{}, fault.New(fault.NotFound, "OFFER_NOT_FOUND", "There is no offer with this id.")
	}
	return list[0], nil
}

// ofOffers answers what all offers meet that the filter leaves.
func (f OfferFilter) ofOffers() *conditions {
	c := f.narrow()
	if !f.From.IsZero() {
		text, values := "s.starts_at >= ?", []any{f.From.UnixMicro()}
		if !f.To.IsZero() {
			text, values = text+" AND s.starts_at < ?", append(values, f.To.UnixMicro())
		}
		c.add("EXISTS (SELECT 1 FROM session s WHERE s.activity_id = a.id AND s.state <> 'cancelled' AND "+text+")", values...)
	}
	return c
}

// narrow answers what every row meets, of the activity a, the place l and the programme p. Whatever is asked, nothing is
// answered that is not published.
func (f OfferFilter) narrow() *conditions {
	c := &conditions{}
	c.add("a.state = 'published'")
	c.equal("a.id", f.OfferID)
	c.equal("l.id", f.LocationID)
	c.equal("l.wijk_code", f.WijkCode)
	c.equal("p.theme", f.Theme)
	if f.ProgrammeCode != "" {
		c.add("p.id IN ("+programmesBelow+")", f.ProgrammeCode)
	}
	if f.Age != nil {
		c.add("a.min_age <= ? AND (a.max_age = -1 OR a.max_age >= ?)", *f.Age, *f.Age)
	}
	return c
}

// each calls scan for every row of a query.
func (s Store) each(ctx context.Context, query string, args []any, scan func(*sql.Rows) error) error {
	rows, err := s.tx.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

func scanOffer(r *sql.Rows) (domain.OpenOffer, error) {
	var a db.Activity
	var l db.Location
	var in db.Room
	var p db.Programme
	columns := append([]any{
		&a.ID, &a.DisplayName, &a.Description, &a.TargetGroups, &a.MinAge, &a.MaxAge, &a.Capacity, &a.PriceCents, &a.Registration,
		&a.StartDate, &a.EndDate, &a.TimeOfDay, &a.DurationMinutes, &a.RecurrenceRule, &a.ExceptionDates, &a.State, &a.UpdatedAt,
	}, scanPlace(&l, &in)...)
	if err := r.Scan(append(columns, &p.Code, &p.DisplayName, &p.Theme, &p.UpdatedAt)...); err != nil {
		return domain.OpenOffer{}, err
	}
	offered, err := activity(a)
	return domain.OpenOffer{Activity: offered, Place: location(l), Room: room(in), Programme: programme(p)}, err
}
