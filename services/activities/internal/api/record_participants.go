package api

import (
	"context"
	"database/sql"
	"time"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/requestid"
	"github.com/deschoor/meedoen/platform/resource"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/events"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// record adds all participants, or none where one is at fault; then every violation of every faulty one is told. Those that
// were added for an earlier delivery are answered as they stand now.
func (s *Participants) record(
	ctx context.Context, requests []*activitiesv1.CreateParticipantRequest, place func(int) string,
) ([]*activitiesv1.Participant, error) {
	people, claims, err := s.decodeAll(requests, place)
	if err != nil {
		return nil, err
	}
	newcomers, err := s.sealNewcomers(ctx, people)
	if err != nil {
		return nil, err
	}
	r := &joining{Deps: s.Deps, newcomers: newcomers, claims: claims, now: s.now()}
	err = s.DB.Write(ctx, r.run)
	if err = privacy.DiscardUnused(ctx, s.vault(), newcomers, newcomerID, r.unused, err); err != nil {
		return nil, err
	}
	earlier, err := s.openAll(ctx, r.earlier)
	if err != nil {
		return nil, err
	}
	answers := make([]*activitiesv1.Participant, len(people))
	for i, id := range r.ids {
		if n, fresh := r.added[id]; fresh {
			answers[i] = encodeParticipant(n.Participant)
			answers[i].ProbableDoubleIds = n.doubles
		} else {
			answers[i] = encodeParticipant(earlier[id])
		}
	}
	return answers, nil
}

// decodeAll reads participants, with the claims of their requests, and answers every rule that any of them breaks.
func (s *Participants) decodeAll(
	requests []*activitiesv1.CreateParticipantRequest, place func(int) string,
) (people []domain.Participant, claims []requestid.Claim, err error) {
	hash := person.RequestHash(s.Privacy, events.Service)
	var broken []fault.Field
	for i, r := range requests {
		m := s.making()
		p, wrong := s.decode(r.GetParticipant())
		for _, f := range wrong {
			f.Path = resource.Join(place(i), "participant."+f.Path)
			broken = append(broken, f)
		}
		p.ID, p.State, p.Version, p.Created, p.Updated = m.ID, domain.Active, 1, m.Now, m.Now
		people = append(people, p)
		claims = append(claims, requestid.Claim{
			RequestID: r.GetRequestId(), Hash: hash(r.GetParticipant()), ResourceID: m.ID,
			Path: resource.Join(place(i), "request_id"),
		})
	}
	return people, claims, fault.Violations(broken)
}

// joining is the command that adds participants, and what came of it.
type joining struct {
	Deps
	newcomers []newcomer
	claims    []requestid.Claim
	now       time.Time

	ids     []string            // of the participants, in the order of the request
	added   map[string]newcomer // by id
	earlier map[string]store.Participant
}

// unused says that n was not added: an earlier delivery of the request had added somebody.
func (r *joining) unused(n newcomer) bool {
	_, added := r.added[n.ID]
	return !added
}

func (r *joining) run(ctx context.Context, tx *sql.Tx) (err error) {
	if r.ids, err = requestid.ClaimAll(ctx, tx, r.now, "CreateParticipant", r.claims); err != nil {
		return err
	}
	var fresh []newcomer
	own, before := map[string]bool{}, map[string]bool{}
	for i, n := range r.newcomers {
		if own[n.ID] = r.ids[i] == n.ID; own[n.ID] {
			fresh = append(fresh, n)
		}
	}
	for _, id := range r.ids {
		if !own[id] {
			before[id] = true
		}
	}
	if fresh, err = r.addNewcomers(ctx, tx, r.now, fresh); err != nil {
		return err
	}
	r.added = map[string]newcomer{}
	for _, n := range fresh {
		r.added[n.ID] = n
	}
	if r.earlier, err = store.In(tx).ParticipantsByID(ctx, before); err != nil {
		return err
	}
	return processinglog.Append(ctx, tx, r.now, r.about(ctx, identity, keys(before)...))
}
