package api

import (
	"context"
	"database/sql"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/resource"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// Registrations answers RegistrationService.
type Registrations struct {
	activitiesv1.UnimplementedRegistrationServiceServer
	Deps
}

// GetRegistration answers one registration.
func (s *Registrations) GetRegistration(
	ctx context.Context, req *activitiesv1.GetRegistrationRequest,
) (*activitiesv1.Registration, error) {
	r, err := store.Reading(s.DB.Read()).Registration(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	return encodeRegistration(r), s.logRead(ctx, registrationFields, r.ParticipantID)
}

// ListRegistrations lists registrations, oldest first.
func (s *Registrations) ListRegistrations(
	ctx context.Context, req *activitiesv1.ListRegistrationsRequest,
) (*activitiesv1.ListRegistrationsResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	filter := store.RegistrationFilter{
		ActivityID: req.GetActivityId(), SessionID: req.GetSessionId(), ParticipantID: req.GetParticipantId(),
		State: enums.Text(req.GetState()),
	}
	size := pages.Size(req.GetPageSize())
	list, err := store.Reading(s.DB.Read()).Registrations(ctx, after, filter, size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(r domain.Registration) string { return r.ID })
	answer := &activitiesv1.ListRegistrationsResponse{NextPageToken: next}
	var participants []string
	for _, r := range list {
		answer.Registrations = append(answer.Registrations, encodeRegistration(r))
		participants = append(participants, r.ParticipantID)
	}
	return answer, s.logRead(ctx, registrationFields, participants...)
}

// CreateRegistrationAcceptance takes the place that was offered.
func (s *Registrations) CreateRegistrationAcceptance(
	ctx context.Context, req *activitiesv1.CreateRegistrationAcceptanceRequest,
) (*activitiesv1.Registration, error) {
	return s.step(ctx, registrationStep{
		scope: "CreateRegistrationAcceptance/", id: req.GetRegistrationId(), requestID: req.GetRequestId(), etag: req.GetEtag(),
		content: &activitiesv1.CreateRegistrationAcceptanceRequest{Etag: req.GetEtag()},
		do:      func(on *roll, r *domain.Registration) error { return on.Accept(r) },
	})
}

// CreateRegistrationCancellation gives up a place, an offer or a wait.
func (s *Registrations) CreateRegistrationCancellation(
	ctx context.Context, req *activitiesv1.CreateRegistrationCancellationRequest,
) (*activitiesv1.Registration, error) {
	m := req.GetCancellation()
	return s.step(ctx, registrationStep{
		scope: "CreateRegistrationCancellation/", id: req.GetRegistrationId(), requestID: req.GetRequestId(), etag: m.GetEtag(),
		content: m,
		do:      func(on *roll, r *domain.Registration) error { return on.Cancel(r, enums.Text(m.GetReason())) },
	})
}

// registrationStep is one step of one registration that somebody asks for.
type registrationStep struct {
	scope, id, requestID, etag string
	content                    proto.Message
	do                         func(on *roll, r *domain.Registration) error
}

// step brings a registration to its next state, once for a request id, and hands out the place that comes free.
func (s *Registrations) step(ctx context.Context, step registrationStep) (*activitiesv1.Registration, error) {
	asItIs := func(ctx context.Context, st store.Store, _ string) (domain.Registration, error) {
		return st.Registration(ctx, step.id)
	}
	r, err := createAbout(ctx, s.Deps, aboutRegistration(), step.scope+step.id, step.requestID, step.content, asItIs,
		func(ctx context.Context, tx *sql.Tx, m resource.Made) (r domain.Registration, err error) {
			if r, err = store.In(tx).Registration(ctx, step.id); err != nil {
				return r, err
			}
			on, err := s.openRoll(ctx, tx, r.ActivityID, m.Now)
			if err != nil {
				return r, err
			}
			if r, err = on.find(ctx, tx, step.id); err != nil {
				return r, err
			}
			if err := resource.MatchEtag(step.etag, r.Version); err != nil {
				return r, err
			}
			if err := step.do(on, &r); err != nil {
				return r, err
			}
			return r, s.saveRoll(ctx, tx, on)
		})
	if err != nil {
		return nil, err
	}
	return encodeRegistration(r), nil
}

// find answers a registration as it is now: on the roll, or as it is stored where its session has begun or it has ended.
func (r *roll) find(ctx context.Context, tx *sql.Tx, id string) (domain.Registration, error) {
	for _, one := range r.Active {
		if one.ID == id {
			return one, nil
		}
	}
	return store.In(tx).Registration(ctx, id)
}

func loadRegistration(ctx context.Context, s store.Store, id string) (domain.Registration, error) {
	return s.Registration(ctx, id)
}

func encodeRegistration(r domain.Registration) *activitiesv1.Registration {
	m := &activitiesv1.Registration{
		Id: r.ID, ParticipantId: r.ParticipantID, SessionId: r.SessionID, ActivityId: r.ActivityID,
		State: enums.Value[activitiesv1.RegistrationState](string(r.State)), Arrival: int32(r.Arrival),
		CancellationReason: enums.Value[activitiesv1.RegistrationCancellationReason](r.Reason), Recorder: r.Recorder,
		Etag: resource.Etag(r.Version), CreateTime: timestamppb.New(r.Created), UpdateTime: timestamppb.New(r.Updated),
	}
	if !r.OfferExpires.IsZero() {
		m.OfferExpireTime = timestamppb.New(r.OfferExpires)
	}
	return m
}
