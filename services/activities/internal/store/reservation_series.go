package store

import (
	"context"
	"strings"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/store/db"
)

// InsertReservationSeries adds a series, without its reservations.
func (s Store) InsertReservationSeries(ctx context.Context, r domain.ReservationSeries) error {
	exceptions := make([]string, len(r.Exceptions))
	for i, date := range r.Exceptions {
		exceptions[i] = date.String()
	}
	return s.q.InsertReservationSeries(ctx, db.InsertReservationSeriesParams{
		ID: r.ID, RoomID: r.RoomID, Rule: r.Rule, StartDate: r.Start, TimeOfDay: r.At.String(), DurationMinutes: r.Minutes,
		Exceptions: strings.Join(exceptions, ","), Purpose: r.Purpose, Reservations: r.Reservations, Holder: r.Holder,
		State: reservationState(r.Cancelled), Version: r.Version, CreatedAt: sqldb.At(r.Created), UpdatedAt: sqldb.At(r.Updated),
	})
}

// CancelReservationSeries cancels a series, which was cancelled in the domain, and those of its reservations that begin
// after that. Error: sqldb.ErrStale.
func (s Store) CancelReservationSeries(ctx context.Context, r domain.ReservationSeries) error {
	now := sqldb.At(r.Updated)
	if err := sqldb.Changed(s.q.CancelReservationSeries(ctx, db.CancelReservationSeriesParams{
		UpdatedAt: now, ID: r.ID, Version: r.Version - 1,
	})); err != nil {
		return err
	}
	return s.q.CancelReservationsOfSeries(ctx, db.CancelReservationsOfSeriesParams{UpdatedAt: now, SeriesID: r.ID, NowAt: now})
}

// ReservationSeries answers one series. Error: NOT_FOUND (RESERVATION_SERIES_NOT_FOUND).
func (s Store) ReservationSeries(ctx context.Context, id string) (domain.ReservationSeries, error) {
	row, err := s.q.GetReservationSeries(ctx, id)
	if err != nil {
		return sqldb.One(row, err, func(db.ReservationSeries) domain.ReservationSeries { return domain.ReservationSeries{} },
			"RESERVATION_SERIES_NOT_FOUND", "There is no series with this id.")
	}
	return reservationSeries(row)
}

func reservationSeries(row db.ReservationSeries) (domain.ReservationSeries, error) {
	r := domain.ReservationSeries{
		ID: row.ID, RoomID: row.RoomID, Rule: row.Rule, Start: row.StartDate, Minutes: row.DurationMinutes,
		Purpose: row.Purpose, Reservations: row.Reservations, Holder: row.Holder, Cancelled: row.State == "cancelled",
		Version: row.Version, Created: row.CreatedAt.Time, Updated: row.UpdatedAt.Time,
	}
	var err error
	if r.At, err = civil.ParseTime(row.TimeOfDay); err != nil {
		return r, err
	}
	for _, text := range list(row.Exceptions) {
		date, err := civil.ParseDate(text)
		if err != nil {
			return r, err
		}
		r.Exceptions = append(r.Exceptions, date)
	}
	return r, nil
}
