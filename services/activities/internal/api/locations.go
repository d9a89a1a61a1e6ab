package api

import (
	"context"
	"database/sql"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/patch"
	"github.com/deschoor/meedoen/platform/resource"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/events"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// Locations answers LocationService.
type Locations struct {
	activitiesv1.UnimplementedLocationServiceServer
	Deps
}

// CreateLocation adds a place.
func (s *Locations) CreateLocation(
	ctx context.Context, req *activitiesv1.CreateLocationRequest,
) (*activitiesv1.Location, error) {
	l, err := s.decode(req.GetLocation())
	if err != nil {
		return nil, err
	}
	l, err = create(ctx, s.Deps, "CreateLocation", req.GetRequestId(), req.GetLocation(), loadLocation,
		func(ctx context.Context, tx *sql.Tx, m resource.Made) (domain.Location, error) {
			l.ID, l.Version, l.Created, l.Updated = m.ID, 1, m.Now, m.Now
			if err := store.In(tx).InsertLocation(ctx, l); err != nil {
				return l, err
			}
			return l, outbox.Append(ctx, tx, m.Now, events.Service, events.LocationSaved(l))
		})
	if err != nil {
		return nil, err
	}
	return encodeLocation(l), nil
}

// GetLocation answers one place.
func (s *Locations) GetLocation(
	ctx context.Context, req *activitiesv1.GetLocationRequest,
) (*activitiesv1.Location, error) {
	l, err := store.Reading(s.DB.Read()).Location(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	return encodeLocation(l), nil
}

// ListLocations lists places, oldest first.
func (s *Locations) ListLocations(
	ctx context.Context, req *activitiesv1.ListLocationsRequest,
) (*activitiesv1.ListLocationsResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	list, err := store.Reading(s.DB.Read()).Locations(ctx, after, enums.Text(req.GetKind()), size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(l domain.Location) string { return l.ID })
	answer := &activitiesv1.ListLocationsResponse{NextPageToken: next}
	for _, l := range list {
		answer.Locations = append(answer.Locations, encodeLocation(l))
	}
	return answer, nil
}

// UpdateLocation changes a place.
func (s *Locations) UpdateLocation(
	ctx context.Context, req *activitiesv1.UpdateLocationRequest,
) (*activitiesv1.Location, error) {
	var l domain.Location
	err := s.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		current, err := store.In(tx).Location(ctx, req.GetLocation().GetId())
		if err != nil {
			return err
		}
		if err := resource.MatchEtag(req.GetLocation().GetEtag(), current.Version); err != nil {
			return err
		}
		merged, err := patch.Merge(encodeLocation(current), req.GetLocation(), req.GetUpdateMask())
		if err != nil {
			return err
		}
		if err := grpcx.Validate(merged); err != nil {
			return fault.At("location", err)
		}
		if l, err = s.decode(merged); err != nil {
			return err
		}
		l.ID, l.Version, l.Created, l.Updated = current.ID, current.Version+1, current.Created, s.now()
		if err := store.In(tx).UpdateLocation(ctx, l); err != nil {
			return err
		}
		return outbox.Append(ctx, tx, l.Updated, events.Service, events.LocationSaved(l))
	})
	if err != nil {
		return nil, err
	}
	return encodeLocation(l), nil
}

// decode reads a place and answers every rule it breaks.
func (s *Locations) decode(m *activitiesv1.Location) (domain.Location, error) {
	var d resource.Dates
	l := domain.Location{
		Name: m.GetDisplayName(), Kind: enums.Text(m.GetKind()),
		Wijk:    areas.Wijk{Code: m.GetWijkCode(), Edition: int(m.GetWijkYear())},
		Opening: d.Read("opening_date", m.GetOpeningDate()), Closing: d.Read("closing_date", m.GetClosingDate()),
	}
	broken := append(d.Broken, l.Place(s.Areas)...)
	return l, fault.At("location", fault.Violations(broken))
}

func loadLocation(ctx context.Context, s store.Store, id string) (domain.Location, error) {
	return s.Location(ctx, id)
}

func encodeLocation(l domain.Location) *activitiesv1.Location {
	return &activitiesv1.Location{
		Id: l.ID, DisplayName: l.Name, Kind: enums.Value[activitiesv1.LocationKind](l.Kind), WijkCode: l.Wijk.Code,
		WijkYear: int32(l.Wijk.Edition), Stadsdeel: l.Stadsdeel, OpeningDate: l.Opening.String(),
		ClosingDate: resource.Optional(l.Closing), Etag: resource.Etag(l.Version), CreateTime: timestamppb.New(l.Created),
		UpdateTime: timestamppb.New(l.Updated),
	}
}
