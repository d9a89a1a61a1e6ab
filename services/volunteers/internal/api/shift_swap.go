package api

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/resource"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// Where in an acceptance the violations of either side are told.
const (
	answererSide = "response"
	giverSide    = "offer"
)

// CreateShiftOfferResponseAcceptance accepts an answer to an offer that swaps: both shifts change hands.
func (s *ShiftOffers) CreateShiftOfferResponseAcceptance(
	ctx context.Context, req *volunteersv1.CreateShiftOfferResponseAcceptanceRequest,
) (*volunteersv1.ShiftOfferResponse, error) {
	who, err := s.own(ctx)
	if err != nil {
		return nil, err
	}
	var a answered
	err = resource.Again(func() (err error) {
		a, err = s.accept(ctx, who, req)
		return err
	})
	if err != nil {
		return nil, err
	}
	return encodeResponse(who, a.ShiftOfferResponse), nil
}

func (s *ShiftOffers) accept(
	ctx context.Context, who own, req *volunteersv1.CreateShiftOfferResponseAcceptanceRequest,
) (a answered, err error) {
	m, id := req.GetAcceptance(), req.GetResponseId()
	err = s.snapshot(ctx, func(st store.Store) (err error) {
		a, err = s.answered(ctx, st, who, id, answered.giver)
		return err
	})
	if err != nil {
		return a, err
	}
	in := responding{who: who, by: who.recorder(ctx)}
	in.override, in.broken = mayOverride(ctx, "acceptance.overlap_override", m.GetOverlapOverride())
	if in.workers, err = s.shiftWorkers(ctx, map[string]bool{a.AssignmentID: true, a.offer.AssignmentID: true}); err != nil {
		return a, err
	}
	made := resource.Making(s.Clock.Now())
	in.now = made.Now
	asItIs := func(ctx context.Context, tx *sql.Tx, _ string) (answered, error) {
		a, err := s.answered(ctx, store.In(tx), who, id, answered.giver)
		if err != nil {
			return a, err
		}
		return a, processinglog.Append(ctx, tx, made.Now, s.about(ctx, offerFields, a.people()...))
	}
	return resource.Create(ctx, s.DB, made,
		resource.RequestOf(who.scope("CreateShiftOfferResponseAcceptance/"+id), req.GetRequestId(), m), asItIs,
		func(ctx context.Context, tx *sql.Tx) (answered, error) {
			a, err := asItIs(ctx, tx, "")
			if err != nil {
				return a, err
			}
			if err := resource.MatchEtag(m.GetEtag(), a.Version); err != nil {
				return a, err
			}
			err = s.swap(ctx, tx, in, &a)
			return a, err
		})
}

// swap has both shifts of an answer change hands. What each asks of its new person is looked at again.
func (s *ShiftOffers) swap(ctx context.Context, tx *sql.Tx, in responding, a *answered) error {
	if err := a.Step(domain.AcceptResponse, in.now); err != nil {
		return err
	}
	o, st := a.offer, store.In(tx)
	if err := o.Stands(o.shift, in.now); err != nil {
		return err
	}
	returned, err := st.Shift(ctx, a.ReturnShiftID)
	if err != nil {
		return err
	}
	if err := a.Stands(o.shift, returned, in.now); err != nil {
		return err
	}
	given, inTheWay, err := s.weighGiving(ctx, tx, in.workers, in.by, in.now,
		giving{shift: o.shift, assignmentID: a.AssignmentID, override: in.override, place: answererSide},
		giving{shift: returned, assignmentID: o.AssignmentID, override: in.override, place: giverSide})
	if err != nil {
		return err
	}
	// Before any violation is told: it may come of an answer that was accepted meanwhile.
	if err := lockGiven(ctx, tx, given); err != nil {
		return err
	}
	if !in.who.everybody {
		inTheWay = discreet(inTheWay)
	}
	if err := fault.Violations(slices.Concat(in.broken, inTheWay)); err != nil {
		return err
	}
	if err := resource.Overtaken(st.UpdateShiftOfferResponse(ctx, a.ShiftOfferResponse)); err != nil {
		return err
	}
	return s.handOver(ctx, tx, o, a.ShiftOfferResponse, given)
}

// discreet tells a volunteer of the other side only that the person cannot: not which certificate is missing, nor where the
// person is.
func discreet(broken []fault.Field) (told []fault.Field) {
	other := false
	for _, f := range broken {
		if !strings.HasPrefix(f.Path, answererSide+".") {
			told = append(told, f)
			continue
		}
		if !other {
			told = append(told, fault.Field{
				Path: answererSide + ".assignment_id", Reason: "OTHER_UNFIT",
				Text: "Who answered cannot work this shift now. The coordinator can tell why.",
			})
		}
		other = true
	}
	return told
}

// lockGiven locks shifts that are to change hands, by their ids. Before their offers and the answers to those, as all do: of many
// who want a shift the others wait here, and begin anew when they find it changed.
func lockGiven(ctx context.Context, tx *sql.Tx, list []given) error {
	byID := slices.SortedFunc(slices.Values(list), func(a, b given) int { return strings.Compare(a.shift.ID, b.shift.ID) })
	for _, g := range byID {
		locked, err := store.In(tx).LockShift(ctx, g.shift.ID)
		if err != nil {
			return err
		}
		if locked.Version != g.shift.Version-1 {
			return resource.ErrOvertaken
		}
	}
	return nil
}

// handOver has an offer be taken by an answer that was accepted, and its shifts, which are locked, change hands.
func (s *ShiftOffers) handOver(
	ctx context.Context, tx *sql.Tx, o offered, r domain.ShiftOfferResponse, list []given,
) error {
	if err := o.TakeBy(r.AssignmentID, o.shift, r.Updated); err != nil {
		return err
	}
	if err := resource.Overtaken(store.In(tx).UpdateShiftOffer(ctx, o.ShiftOffer)); err != nil {
		return err
	}
	return s.keepGiven(ctx, tx, list)
}
