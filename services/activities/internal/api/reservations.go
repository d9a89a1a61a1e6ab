package api

import (
	"context"
	"database/sql"
	"strconv"
	"strings"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/resource"
	"github.com/deschoor/meedoen/platform/sqldb"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// Reservations answers ReservationService.
type Reservations struct {
	activitiesv1.UnimplementedReservationServiceServer
	Deps
}

// CreateReservation reserves a room once.
func (s *Reservations) CreateReservation(
	ctx context.Context, req *activitiesv1.CreateReservationRequest,
) (*activitiesv1.Reservation, error) {
	r := decodeReservation(req.GetReservation())
	r.Holder = auth.Subject(ctx)
	r, err := create(ctx, s.Deps, "CreateReservation", req.GetRequestId(), req.GetReservation(), loadReservation,
		func(ctx context.Context, tx *sql.Tx, m resource.Made) (domain.Reservation, error) {
			r.ID, r.Version, r.Created, r.Updated = m.ID, 1, m.Now, m.Now
			against, err := lockRoom(ctx, tx, s.Zone, r.RoomID, r.Period)
			if err != nil {
				return r, err
			}
			against.Now = m.Now
			if err := fault.Violations(against.Check(r.Period)); err != nil {
				return r, fault.At("reservation", err)
			}
			return r, store.In(tx).InsertReservations(ctx, []domain.Reservation{r})
		})
	if err != nil {
		return nil, err
	}
	return encodeReservation(r), nil
}

// GetReservation answers one reservation.
func (s *Reservations) GetReservation(
	ctx context.Context, req *activitiesv1.GetReservationRequest,
) (*activitiesv1.Reservation, error) {
	r, err := store.Reading(s.DB.Read()).Reservation(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	return encodeReservation(r), nil
}

// ListReservations lists reservations, the earliest first.
func (s *Reservations) ListReservations(
	ctx context.Context, req *activitiesv1.ListReservationsRequest,
) (*activitiesv1.ListReservationsResponse, error) {
	key, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	var d resource.Dates
	filter := store.ReservationFilter{
		RoomID: req.GetRoomId(), SeriesID: req.GetSeriesId(), State: enums.Text(req.GetState()),
		From: s.midnight(d.Read("from_date", req.GetFromDate()), 0), To: s.midnight(d.Read("to_date", req.GetToDate()), 1),
	}
	if err := fault.Violations(d.Broken); err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	list, err := store.Reading(s.DB.Read()).Reservations(ctx, markOf(key), filter, size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, keyOf)
	answer := &activitiesv1.ListReservationsResponse{NextPageToken: next}
	for _, r := range list {
		answer.Reservations = append(answer.Reservations, encodeReservation(r))
	}
	return answer, nil
}

// CreateReservationCancellation cancels a reservation that has not begun.
func (s *Reservations) CreateReservationCancellation(
	ctx context.Context, req *activitiesv1.CreateReservationCancellationRequest,
) (*activitiesv1.Reservation, error) {
	load := func(ctx context.Context, s store.Store, _ string) (domain.Reservation, error) {
		return s.Reservation(ctx, req.GetReservationId())
	}
	content := &activitiesv1.CreateReservationCancellationRequest{Etag: req.GetEtag()}
	r, err := create(ctx, s.Deps, "CreateReservationCancellation/"+req.GetReservationId(), req.GetRequestId(), content, load,
		func(ctx context.Context, tx *sql.Tx, m resource.Made) (domain.Reservation, error) {
			r, err := store.In(tx).Reservation(ctx, req.GetReservationId())
			if err != nil {
				return r, err
			}
			if err := resource.MatchEtag(req.GetEtag(), r.Version); err != nil {
				return r, err
			}
			if err := r.Cancel(m.Now); err != nil {
				return r, err
			}
			return r, store.In(tx).UpdateReservation(ctx, r)
		})
	if err != nil {
		return nil, err
	}
	return encodeReservation(r), nil
}

// keyOf answers the key of a reservation in its list, and markOf the mark that a key speaks of.
func keyOf(r domain.Reservation) string {
	return strconv.FormatInt(r.Start.UnixMicro(), 10) + "/" + r.ID
}

func markOf(key string) store.Mark {
	start, id, _ := strings.Cut(key, "/")
	micros, err := strconv.ParseInt(start, 10, 64)
	if err != nil {
		return store.Mark{} // the first page, or a key that nobody gave
	}
	return store.Mark{Start: time.UnixMicro(micros), ID: id}
}

// midnight answers the instant at which the day begins that is days after date; none for no date.
func (s *Reservations) midnight(date civil.Date, days int) time.Time {
	if date.IsZero() {
		return time.Time{}
	}
	return civil.Time{}.On(date.AddDays(days), s.Zone)
}

func decodeReservation(m *activitiesv1.Reservation) domain.Reservation {
	return domain.Reservation{
		RoomID: m.GetRoomId(), Purpose: enums.Text(m.GetPurpose()),
		Period: domain.Period{Start: sqldb.At(m.GetStartTime().AsTime()).Time, End: sqldb.At(m.GetEndTime().AsTime()).Time},
	}
}

func loadReservation(ctx context.Context, s store.Store, id string) (domain.Reservation, error) {
	return s.Reservation(ctx, id)
}

func encodeReservation(r domain.Reservation) *activitiesv1.Reservation {
	return &activitiesv1.Reservation{
		Id: r.ID, RoomId: r.RoomID, StartTime: timestamppb.New(r.Start), EndTime: timestamppb.New(r.End),
		Purpose: enums.Value[activitiesv1.ReservationPurpose](r.Purpose), SessionId: r.SessionID, SeriesId: r.SeriesID,
		State: reservationState(r.Cancelled), Holder: r.Holder, Etag: resource.Etag(r.Version),
		CreateTime: timestamppb.New(r.Created),
		UpdateTime: timestamppb.New(r.Updated),
	}
}

func reservationState(cancelled bool) activitiesv1.ReservationState {
	if cancelled {
		return activitiesv1.ReservationState_RESERVATION_STATE_CANCELLED
	}
	return activitiesv1.ReservationState_RESERVATION_STATE_RESERVED
}
