package api

import (
	"context"
	"database/sql"
	"fmt"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/recurrence"
	"github.com/deschoor/meedoen/platform/resource"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// CreateReservationSeries reserves a room at every occurrence of a rule, or at none.
func (s *Reservations) CreateReservationSeries(
	ctx context.Context, req *activitiesv1.CreateReservationSeriesRequest,
) (*activitiesv1.ReservationSeries, error) {
	r, broken := decodeSeries(req.GetSeries())
	occurrences, wrong := r.Expand(s.Zone)
	broken = append(broken, wrong...)
	r.Reservations, r.Holder = int64(len(occurrences)), auth.Subject(ctx)
	r, err := create(ctx, s.Deps, "CreateReservationSeries", req.GetRequestId(), req.GetSeries(), loadSeries,
		func(ctx context.Context, tx *sql.Tx, m resource.Made) (domain.ReservationSeries, error) {
			r.ID, r.Version, r.Created, r.Updated = m.ID, 1, m.Now, m.Now
			against, err := lockRoom(ctx, tx, s.Zone, r.RoomID, span(occurrences))
			if err != nil {
				return r, err
			}
			against.Now = m.Now
			if err := fault.Violations(append(broken, against.CheckSeries(occurrences)...)); err != nil {
				return r, fault.At("series", err)
			}
			if err := store.In(tx).InsertReservationSeries(ctx, r); err != nil {
				return r, err
			}
			return r, store.In(tx).InsertReservations(ctx, reservationsOf(r, occurrences))
		})
	if err != nil {
		return nil, err
	}
	return encodeSeries(r), nil
}

// GetReservationSeries answers one series.
func (s *Reservations) GetReservationSeries(
	ctx context.Context, req *activitiesv1.GetReservationSeriesRequest,
) (*activitiesv1.ReservationSeries, error) {
	r, err := store.Reading(s.DB.Read()).ReservationSeries(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	return encodeSeries(r), nil
}

// CreateReservationSeriesCancellation cancels what has not begun of a series.
func (s *Reservations) CreateReservationSeriesCancellation(
	ctx context.Context, req *activitiesv1.CreateReservationSeriesCancellationRequest,
) (*activitiesv1.ReservationSeries, error) {
	load := func(ctx context.Context, s store.Store, _ string) (domain.ReservationSeries, error) {
		return s.ReservationSeries(ctx, req.GetReservationSeriesId())
	}
	content := &activitiesv1.CreateReservationSeriesCancellationRequest{Etag: req.GetEtag()}
	scope := "CreateReservationSeriesCancellation/" + req.GetReservationSeriesId()
	r, err := create(ctx, s.Deps, scope, req.GetRequestId(), content, load,
		func(ctx context.Context, tx *sql.Tx, m resource.Made) (domain.ReservationSeries, error) {
			r, err := store.In(tx).ReservationSeries(ctx, req.GetReservationSeriesId())
			if err != nil {
				return r, err
			}
			if err := resource.MatchEtag(req.GetEtag(), r.Version); err != nil {
				return r, err
			}
			if err := r.Cancel(m.Now); err != nil {
				return r, err
			}
			return r, store.In(tx).CancelReservationSeries(ctx, r)
		})
	if err != nil {
		return nil, err
	}
	return encodeSeries(r), nil
}

// span answers the time from the first occurrence to the last.
func span(occurrences []recurrence.Occurrence) domain.Period {
	if len(occurrences) == 0 {
		return domain.Period{}
	}
	return domain.Period{Start: occurrences[0].Start, End: occurrences[len(occurrences)-1].End}
}

func reservationsOf(r domain.ReservationSeries, occurrences []recurrence.Occurrence) []domain.Reservation {
	list := make([]domain.Reservation, len(occurrences))
	for i, o := range occurrences {
		list[i] = domain.Reservation{
			ID: ids.New(), RoomID: r.RoomID, Period: domain.Period{Start: o.Start, End: o.End}, Purpose: r.Purpose, SeriesID: r.ID,
			Holder: r.Holder, Version: 1, Created: r.Created, Updated: r.Updated,
		}
	}
	return list
}

// decodeSeries reads a series and answers the dates and the time that do not exist.
func decodeSeries(m *activitiesv1.ReservationSeries) (domain.ReservationSeries, []fault.Field) {
	var d resource.Dates
	r := domain.ReservationSeries{
		RoomID: m.GetRoomId(), Rule: m.GetRule(), Start: d.Read("start_date", m.GetStartDate()),
		Minutes: int64(m.GetDurationMinutes()), Purpose: enums.Text(m.GetPurpose()),
	}
	for i, text := range m.GetExceptions() {
		r.Exceptions = append(r.Exceptions, d.Read(fmt.Sprintf("exceptions[%d]", i), text))
	}
	var err error
	if r.At, err = civil.ParseTime(m.GetTimeOfDay()); err != nil {
		d.Broken = append(d.Broken, fault.Field{
			Path: "time_of_day", Reason: "TIME_INVALID", Text: "This is not a time of the day, written as HH:MM.",
		})
	}
	return r, d.Broken
}

func loadSeries(ctx context.Context, s store.Store, id string) (domain.ReservationSeries, error) {
	return s.ReservationSeries(ctx, id)
}

func encodeSeries(r domain.ReservationSeries) *activitiesv1.ReservationSeries {
	m := &activitiesv1.ReservationSeries{
		Id: r.ID, RoomId: r.RoomID, Rule: r.Rule, StartDate: r.Start.String(), TimeOfDay: r.At.String(),
		DurationMinutes: int32(r.Minutes), Purpose: enums.Value[activitiesv1.ReservationPurpose](r.Purpose),
		ReservationCount: int32(r.Reservations), State: reservationState(r.Cancelled), Holder: r.Holder,
		Etag:       resource.Etag(r.Version),
		CreateTime: timestamppb.New(r.Created), UpdateTime: timestamppb.New(r.Updated),
	}
	for _, date := range r.Exceptions {
		m.Exceptions = append(m.Exceptions, date.String())
	}
	return m
}
