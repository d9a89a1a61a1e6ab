package api

import (
	"cmp"
	"context"
	"database/sql"
	"errors"

	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/handover"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/events"
)

// taking is a decision on a referral on its way in: with the help that begins, and who is added for it, where it is accepted.
type taking struct {
	handover.Decision
	to       handover.State
	deciding handover.Deciding
	added    []newcomer // one, or nobody
	begun    beginning
}

// CreateDebtReferralDecision accepts or declines a referral. Where it was decided before, nothing is looked at but whether it was
// by the same request: who was referred is not known any more.
func (s *DebtReferrals) CreateDebtReferralDecision(
	ctx context.Context, req *debtcounsellingv1.CreateDebtReferralDecisionRequest,
) (*debtcounsellingv1.CreateDebtReferralDecisionResponse, error) {
	answer, in := &debtcounsellingv1.CreateDebtReferralDecisionResponse{}, s.referrals()
	err := resource.Again(func() error {
		h, err := in.Open(ctx, req.GetDebtReferralId())
		if err != nil {
			return err
		}
		t, err := s.taking(ctx, h, req.GetDecision())
		if err != nil {
			return err
		}
		decided, first, err := s.decide(ctx, &t, h.ID, req)
		switch {
		case err != nil:
			return err
		case !first:
			answer.DebtReferral, err = in.Get(ctx, h.ID)
			return err
		}
		answer.DebtReferral = handover.Encode(decided)
		for _, n := range t.added {
			answer.ProbableDoubleIds = n.Doubles
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return answer, in.Destroy(ctx, req.GetDebtReferralId())
}

// taking reads a decision on h, and answers every rule that it, the client or the trajectory breaks.
func (s *DebtReferrals) taking(
	ctx context.Context, h handover.Handover, m *debtcounsellingv1.DebtReferralDecision,
) (taking, error) {
	t := taking{to: handover.State(enums.Text(m.GetState())), deciding: s.referrals().Deciding(ctx, h)}
	if h.State != handover.Waiting {
		return t, nil
	}
	var dates resource.Dates
	t.Decision = handover.Decision{
		Date: dates.Read("date", m.GetDate()), Reason: enums.Text(m.GetDeclineReason()), Decider: auth.Subject(ctx),
	}
	decision := domain.ReferralDecision{
		Accepted: t.to == handover.Accepted, ClientID: m.GetClientId(), Adds: m.GetClient() != nil,
		Kind: domain.TrajectoryKind(enums.Text(m.GetKind())), Crisis: m.GetCrisis(), CrisisGround: enums.Text(m.GetCrisisGround()),
	}
	broken := append(dates.Broken, h.CheckDecision(t.to, t.Date, t.Reason, s.today())...)
	broken = append(broken, decision.Check()...)
	if decision.Accepted {
		wrong, err := s.taken(ctx, &t, h, decision, m.GetClient())
		if err != nil {
			return t, err
		}
		broken, t.Result = append(broken, wrong...), t.begun.ID
	}
	return t, fault.At("decision", fault.Violations(broken))
}

// taken adds to t the help that begins, of a client who is here or of one who is added.
func (s *DebtReferrals) taken(
	ctx context.Context, t *taking, h handover.Handover, decision domain.ReferralDecision, more *debtcounsellingv1.Client,
) (broken []fault.Field, err error) {
	known := map[string]acquaintance{}
	clientID := decision.ClientID
	if clientID == "" {
		n, wrong := s.decodeNewcomer(&debtcounsellingv1.CreateClientRequest{Client: referred(h, more)},
			person.RequestHash(s.Privacy, events.Service), auth.Subject(ctx), "")
		clientID, t.added, broken = n.Value.ID, []newcomer{n}, wrong
		known[clientID] = acquaintance{version: 1, counted: &domain.Counted{Birth: n.Value.Birth, Wijk: n.Value.Wijk}}
	} else if known, err = s.acquaint(ctx, map[string]bool{clientID: true}); err != nil {
		return nil, err
	}
	t.begun = s.beginningOf(ctx, decision.Referred(clientID, h.Referrer, h.Refer), known)
	for _, f := range t.begun.Check(domain.Beginning{Today: s.today(), Known: present(known)}) {
		if f.Path == "client_ids" {
			f.Path = "client_id"
		}
		broken = append(broken, f)
	}
	return broken, nil
}

// beginningOf answers a trajectory that the caller begins, of clients who are known.
func (d Deps) beginningOf(ctx context.Context, t domain.Trajectory, known map[string]acquaintance) beginning {
	t.ID, t.Municipality, t.Created = ids.New(), d.Municipality, d.now()
	t.Updated = t.Created
	return beginning{
		Trajectory: t, caller: auth.Subject(ctx), clients: known, entry: d.about(ctx, trajectoryFields, t.ClientIDs...),
		audit: auditlog.Done(ctx, "trajectory/"+t.ID),
	}
}

// referred answers who was referred as a client who can be added. What the counsellor says goes before what was referred.
func referred(h handover.Handover, more *debtcounsellingv1.Client) *debtcounsellingv1.Client {
	m := &debtcounsellingv1.Client{}
	if more != nil {
		m = proto.CloneOf(more)
	}
	c := h.Content
	if c == nil {
		return m
	}
	m.GivenName, m.Surname = cmp.Or(m.GetGivenName(), c.GivenName), cmp.Or(m.GetSurname(), c.Surname)
	m.Email, m.Telephone = cmp.Or(m.GetEmail(), c.Email), cmp.Or(m.GetTelephone(), c.Telephone)
	if m.GetBirthDate() == "" && m.GetBirthYear() == 0 {
		m.BirthDate, m.BirthYear = resource.Optional(c.Birth.Date), int32(c.Birth.Year)
	}
	if m.GetWijkCode() == "" {
		m.WijkCode, m.WijkYear = c.Wijk.Code, int32(c.Wijk.Edition)
	}
	return m
}

// decide keeps a decision, and all that begins with it, or nothing. First says whether it was not kept for an earlier delivery.
func (s *DebtReferrals) decide(
	ctx context.Context, t *taking, id string, req *debtcounsellingv1.CreateDebtReferralDecisionRequest,
) (decided handover.Handover, first bool, err error) {
	adding := s.adding()
	if t.added, err = adding.Sealed(ctx, t.added); err != nil {
		return decided, false, err
	}
	request := resource.Request{
		Scope: "CreateDebtReferralDecision/" + id, ID: req.GetRequestId(),
		Hash: person.RequestHash(s.Privacy, events.Service)(req.GetDecision()),
	}
	decided, first, err = s.referrals().Once(ctx, request, func(ctx context.Context, tx *sql.Tx) (handover.Handover, error) {
		if t.to == handover.Declined {
			return t.deciding.Decline(ctx, tx, t.Decision)
		}
		h, err := t.deciding.Accept(ctx, tx, t.Decision)
		if err != nil {
			return h, err
		}
		if err := adding.Keep(ctx, tx, t.added); err != nil {
			return h, err
		}
		return h, s.begin(ctx, tx, t.begun)
	})
	return decided, first, adding.Discard(ctx, t.added, err)
}

// begin keeps a trajectory that was checked, and tells of it. Error: ALREADY_EXISTS (TRAJECTORY_RUNNING).
func (d Deps) begin(ctx context.Context, tx *sql.Tx, b beginning) error {
	if err := lockClients(ctx, tx, b.clients); err != nil {
		return err
	}
	err := insertTrajectories(ctx, tx, []beginning{b})
	var running *fault.Error
	if errors.As(err, &running) {
		return fault.New(running.Kind, running.Reason, "%s", running.Text)
	}
	if err != nil {
		return err
	}
	told, err := d.follow(ctx, tx, resource.Entries[beginning]{{Value: b}})
	if err != nil {
		return err
	}
	return outbox.Append(ctx, tx, d.now(), events.Service, told...)
}
