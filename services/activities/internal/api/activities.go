package api

import (
	"context"
	"database/sql"

	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/patch"
	"github.com/deschoor/meedoen/platform/resource"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// Activities answers ActivityService.
type Activities struct {
	activitiesv1.UnimplementedActivityServiceServer
	Deps
}

// CreateActivity adds an activity as a draft.
func (s *Activities) CreateActivity(
	ctx context.Context, req *activitiesv1.CreateActivityRequest,
) (*activitiesv1.Activity, error) {
	decoded, broken := decodeActivity(req.GetActivity())
	a, err := create(ctx, s.Deps, "CreateActivity", req.GetRequestId(), req.GetActivity(), loadActivity,
		func(ctx context.Context, tx *sql.Tx, m resource.Made) (domain.Activity, error) {
			a := decoded
			a.ID, a.State, a.Version, a.Created, a.Updated = m.ID, domain.ActivityDraft, 1, m.Now, m.Now
			if err := s.check(ctx, tx, a, broken); err != nil {
				return a, err
			}
			return a, store.In(tx).InsertActivity(ctx, a)
		})
	if err != nil {
		return nil, err
	}
	return encodeActivity(a), nil
}

// GetActivity answers one activity.
func (s *Activities) GetActivity(
	ctx context.Context, req *activitiesv1.GetActivityRequest,
) (*activitiesv1.Activity, error) {
	a, err := store.Reading(s.DB.Read()).Activity(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	return encodeActivity(a), nil
}

// ListActivities lists activities, oldest first.
func (s *Activities) ListActivities(
	ctx context.Context, req *activitiesv1.ListActivitiesRequest,
) (*activitiesv1.ListActivitiesResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	filter := store.ActivityFilter{
		ProgrammeID: req.GetProgrammeId(), LocationID: req.GetLocationId(), State: enums.Text(req.GetState()),
	}
	list, err := store.Reading(s.DB.Read()).Activities(ctx, after, filter, size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(a domain.Activity) string { return a.ID })
	answer := &activitiesv1.ListActivitiesResponse{NextPageToken: next}
	for _, a := range list {
		answer.Activities = append(answer.Activities, encodeActivity(a))
	}
	return answer, nil
}

// UpdateActivity changes an activity, and its sessions with it.
func (s *Activities) UpdateActivity(
	ctx context.Context, req *activitiesv1.UpdateActivityRequest,
) (*activitiesv1.Activity, error) {
	var a domain.Activity
	err := s.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		current, err := store.In(tx).LockActivity(ctx, req.GetActivity().GetId())
		if err != nil {
			return err
		}
		if err := resource.MatchEtag(req.GetActivity().GetEtag(), current.Version); err != nil {
			return err
		}
		merged, err := patch.Merge(encodeActivity(current), req.GetActivity(), req.GetUpdateMask())
		if err != nil {
			return err
		}
		if err := grpcx.Validate(merged); err != nil {
			return fault.At("activity", err)
		}
		var broken []fault.Field
		a, broken = decodeActivity(merged)
		if err := a.Change(current, s.now()); err != nil {
			return err
		}
		taken, err := s.checkCapacity(ctx, tx, a)
		if err != nil {
			return err
		}
		if err := s.check(ctx, tx, a, append(broken, taken...)); err != nil {
			return err
		}
		return s.save(ctx, tx, a, a.Rescheduled(current), "activity.room_id")
	})
	if err != nil {
		return nil, err
	}
	return encodeActivity(a), nil
}

// CreateActivityPublication publishes a draft and plans its sessions.
func (s *Activities) CreateActivityPublication(
	ctx context.Context, req *activitiesv1.CreateActivityPublicationRequest,
) (*activitiesv1.Activity, error) {
	content := &activitiesv1.CreateActivityPublicationRequest{ActivityId: req.GetActivityId(), Etag: req.GetEtag()}
	return s.step(ctx, "CreateActivityPublication", req.GetRequestId(), content,
		func(a *domain.Activity, m resource.Made) error { return a.Publish(m.Now) })
}

// CreateActivityEnding ends an activity and cancels its sessions that have not begun.
func (s *Activities) CreateActivityEnding(
	ctx context.Context, req *activitiesv1.CreateActivityEndingRequest,
) (*activitiesv1.Activity, error) {
	content := &activitiesv1.CreateActivityEndingRequest{ActivityId: req.GetActivityId(), Etag: req.GetEtag()}
	return s.step(ctx, "CreateActivityEnding", req.GetRequestId(), content,
		func(a *domain.Activity, m resource.Made) error { return a.Finish(m.Now, s.Zone) })
}

// stepRequest asks for a step of an activity.
type stepRequest interface {
	proto.Message
	GetActivityId() string
	GetEtag() string
}

// step brings an activity to its next state, once for a request id.
func (s *Activities) step(
	ctx context.Context, scope, requestID string, req stepRequest, do func(*domain.Activity, resource.Made) error,
) (*activitiesv1.Activity, error) {
	asItIs := func(ctx context.Context, st store.Store, _ string) (domain.Activity, error) {
		return st.Activity(ctx, req.GetActivityId())
	}
	a, err := create(ctx, s.Deps, scope, requestID, req, asItIs,
		func(ctx context.Context, tx *sql.Tx, m resource.Made) (domain.Activity, error) {
			a, err := store.In(tx).LockActivity(ctx, req.GetActivityId())
			if err != nil {
				return a, err
			}
			if err := resource.MatchEtag(req.GetEtag(), a.Version); err != nil {
				return a, err
			}
			if err := do(&a, m); err != nil {
				return a, err
			}
			return a, s.save(ctx, tx, a, true, "activity_id")
		})
	if err != nil {
		return nil, err
	}
	return encodeActivity(a), nil
}

// save stores a changed activity, and what becomes of its sessions. Where they were asked for and the room is taken, that
// is refused by the field at path: whoever asks can ask for something else.
func (s *Activities) save(ctx context.Context, tx *sql.Tx, a domain.Activity, asked bool, path string) error {
	if err := store.In(tx).UpdateActivity(ctx, a); err != nil {
		return err
	}
	broken, err := s.replan(ctx, tx, a, a.Updated)
	if err != nil || !asked {
		return err
	}
	for i := range broken {
		broken[i].Path = path
	}
	return fault.Violations(broken)
}

// check answers every rule an activity breaks, those that are known to be broken already first.
func (s *Activities) check(ctx context.Context, tx *sql.Tx, a domain.Activity, broken []fault.Field) error {
	locations, err := store.In(tx).LocationsByID(ctx, map[string]bool{a.LocationID: true})
	if err != nil {
		return err
	}
	programmes, err := store.In(tx).ProgrammesByID(ctx, map[string]bool{a.ProgrammeID: true})
	if err != nil {
		return err
	}
	room, err := store.In(tx).RoomIfAny(ctx, a.RoomID)
	if err != nil {
		return err
	}
	offer := domain.Offer{
		Location: resource.Found(locations, a.LocationID), Programme: resource.Found(programmes, a.ProgrammeID),
		Room: room, Zone: s.Zone,
	}
	return fault.At("activity", fault.Violations(append(broken, a.Check(offer)...)))
}

func loadActivity(ctx context.Context, s store.Store, id string) (domain.Activity, error) {
	return s.Activity(ctx, id)
}
