package api

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/handover"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/resource"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
)

// taking is a decision on a referral on its way in: with who is registered, and who is added for it, where it is accepted.
type taking struct {
	handover.Decision
	of       handover.Handover
	to       handover.State
	deciding handover.Deciding
	broken   []fault.Field // of the decision itself, for what it begins has rules of its own
	added    []newcomer    // one, or nobody
	births   births
	register domain.Registration
}

// CreateActivityReferralDecision accepts or declines a referral.
func (s *ActivityReferrals) CreateActivityReferralDecision(
	ctx context.Context, req *activitiesv1.CreateActivityReferralDecisionRequest,
) (*activitiesv1.CreateActivityReferralDecisionResponse, error) {
	answer, in := &activitiesv1.CreateActivityReferralDecisionResponse{}, s.referrals()
	err := resource.Again(func() error {
		h, err := in.Open(ctx, req.GetActivityReferralId())
		if err != nil {
			return err
		}
		t, err := s.taking(ctx, h, req.GetDecision())
		if err != nil {
			return err
		}
		decided, first, err := s.decideReferral(ctx, &t, req)
		switch {
		case err != nil:
			return err
		case !first:
			answer.ActivityReferral, err = in.Get(ctx, h.ID)
			return err
		}
		answer.ActivityReferral = handover.Encode(decided)
		for _, n := range t.added {
			answer.ProbableDoubleIds = n.doubles
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return answer, in.Destroy(ctx, req.GetActivityReferralId())
}

// taking reads a decision on h. Where h was decided before, nothing else is looked at: who was referred is not known any more.
func (s *ActivityReferrals) taking(
	ctx context.Context, h handover.Handover, m *activitiesv1.ActivityReferralDecision,
) (taking, error) {
	t := taking{of: h, to: handover.State(enums.Text(m.GetState())), deciding: s.referrals().Deciding(ctx, h)}
	if h.State != handover.Waiting {
		return t, nil
	}
	var dates resource.Dates
	by, made := auth.Subject(ctx), s.making()
	t.Decision = handover.Decision{
		Date: dates.Read("date", m.GetDate()), Reason: enums.Text(m.GetDeclineReason()), Decider: by,
	}
	decision := domain.ReferralDecision{
		Accepted: t.to == handover.Accepted, ParticipantID: m.GetParticipantId(), SessionID: m.GetSessionId(),
		ActivityID: m.GetActivityId(),
	}
	t.broken = append(dates.Broken, h.CheckDecision(t.to, t.Date, t.Reason, civil.Today(made.Now, s.Zone))...)
	t.broken = append(t.broken, decision.Check()...)
	if !decision.Accepted {
		return t, fault.At("decision", fault.Violations(t.broken))
	}
	t.Result = made.ID
	t.register = domain.Registration{
		ID: made.ID, ActivityID: decision.ActivityID, SessionID: decision.SessionID, ParticipantID: decision.ParticipantID,
		Recorder: by, Version: 1, Created: made.Now, Updated: made.Now,
	}
	return t, s.acquaint(ctx, &t)
}

// acquaint adds to t who is registered: a participant who is here, or one who is added as referred. It is nobody where nothing
// can be read of who was referred: the database is a copy that is older than the decision, and the key was destroyed since.
func (s *ActivityReferrals) acquaint(ctx context.Context, t *taking) (err error) {
	if t.register.ParticipantID != "" {
		t.births, err = s.births(ctx, t.register.ParticipantID)
		return err
	}
	made, content := s.making(), t.of.Content
	if content == nil {
		return nil
	}
	p := domain.Participant{
		Person: content.Person, Wijk: content.Wijk, ID: made.ID, State: domain.Active, Version: 1, Created: made.Now,
		Updated: made.Now,
	}
	p.Birth = p.Birth.One()
	t.register.ParticipantID, t.births = p.ID, births{p.ID: p.Birth}
	t.added, err = s.sealNewcomers(ctx, []domain.Participant{p})
	return err
}

// decideReferral keeps a decision, and all that begins with it, or nothing. First says whether it was not kept for an earlier
// delivery.
func (s *ActivityReferrals) decideReferral(
	ctx context.Context, t *taking, req *activitiesv1.CreateActivityReferralDecisionRequest,
) (decided handover.Handover, first bool, err error) {
	request := resource.RequestOf("CreateActivityReferralDecision/"+t.of.ID, req.GetRequestId(), req.GetDecision())
	decided, first, err = s.referrals().Once(ctx, request,
		func(ctx context.Context, tx *sql.Tx) (h handover.Handover, err error) {
			if t.to == handover.Declined {
				return t.deciding.Decline(ctx, tx, t.Decision)
			}
			// What breaks a rule cannot be kept: it is only asked what else it breaks.
			if len(t.broken) == 0 {
				if h, err = t.deciding.Accept(ctx, tx, t.Decision); err != nil {
					return h, err
				}
			}
			return h, s.begin(ctx, tx, t)
		})
	unused := func(newcomer) bool { return !first }
	return decided, first, privacy.DiscardUnused(ctx, s.vault(), t.added, newcomerID, unused, err)
}

// begin adds who is new and registers the participant, or answers every rule that the decision and the registration break.
func (s *ActivityReferrals) begin(ctx context.Context, tx *sql.Tx, t *taking) error {
	if len(t.added) > 0 {
		added, err := s.addNewcomers(ctx, tx, t.register.Created, t.added)
		if err != nil {
			return err
		}
		t.added = added
	}
	r, err := s.register(ctx, tx, t.births, t.register)
	if err := t.fault(err); err != nil {
		return err
	}
	return processinglog.Append(ctx, tx, s.now(), s.about(ctx, registrationFields, r.ParticipantID))
}

// fault answers what a decision breaks and what the registration does that begins with it, as one.
func (t *taking) fault(err error) error {
	broken := slices.Clone(t.broken)
	var refused *fault.Error
	switch {
	case errors.As(err, &refused) && refused.Kind == fault.Invalid:
		broken = append(broken, refused.Fields...)
	case err != nil:
		return err
	}
	for i, f := range broken {
		if f.Path == "participant_id" && t.register.ParticipantID == "" {
			broken[i] = domain.NobodyReferred()
		}
	}
	return fault.At("decision", fault.Violations(broken))
}
