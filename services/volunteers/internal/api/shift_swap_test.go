package api_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"

	"github.com/deschoor/meedoen/platform/ids"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// swapping is an offer of bea's shift, with an answer of cem that waits.
type swapping struct {
	office
	mine, theirs domain.Shift
	offer        *volunteersv1.ShiftOffer
	answer       *volunteersv1.ShiftOfferResponse
}

// aSwap waits for bea; the two shifts overlap each other.
func (r *rig) aSwap(t testing.TB) (s swapping) {
	t.Helper()
	s.office = r.anOffice(t)
	s.mine, s.theirs = r.hasShift(t, s.office, s.bea, 10, 12), r.hasShift(t, s.office, s.cem, 11, 13)
	s.offer = r.mustOffer(s.bea.ctx, t, s.mine, true)
	var err error
	s.answer, err = r.answer(s.cem.ctx, s.offer.GetId(), s.cem, inReturn(s.theirs))
	require.NoError(t, err)
	return s
}

func TestAcceptedSwapHasBothShiftsChangeHands(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		s := r.aSwap(t)
		other, err := r.answer(s.dirk.ctx, s.offer.GetId(), s.dirk, inReturn(r.hasShift(t, s.office, s.dirk, 15, 17)))
		require.NoError(t, err)
		elsewhere := r.mustOffer(s.cem.ctx, t, s.theirs, false) // cem offers the shift in return to others too
		request := &volunteersv1.CreateShiftOfferResponseAcceptanceRequest{
			ResponseId: s.answer.GetId(), RequestId: ids.New(),
			Acceptance: &volunteersv1.ShiftOfferResponseAcceptance{Etag: s.answer.GetEtag()},
		}
		for range 2 {
			a, err := r.offers.CreateShiftOfferResponseAcceptance(s.bea.ctx, request)
			require.NoError(t, err)
			require.Equal(t, accepted, a.GetState())
		}
		mine, theirs := r.shiftNow(t, s.mine), r.shiftNow(t, s.theirs)
		require.Equal(t, []string{s.cem.assignment.ID, s.cem.person.ID}, []string{mine.AssignmentID, mine.PersonID})
		require.Equal(t, []string{s.bea.assignment.ID, s.bea.person.ID}, []string{theirs.AssignmentID, theirs.PersonID})
		require.Equal(t, []int64{2, 2}, []int64{mine.Version, theirs.Version}, "each is given once")
		require.Empty(t, mine.Override)
		require.Equal(t, map[string]volunteersv1.ShiftOfferResponseState{s.answer.GetId(): accepted, other.GetId(): refused},
			r.responsesNow(t, s.offer.GetId()))
		require.Equal(t, offerTaken, r.offerNow(t, s.offer.GetId()).GetState())
		require.Equal(t, s.cem.assignment.ID, r.offerNow(t, s.offer.GetId()).GetTakenBy())
		require.Equal(t, offerWithdrawn, r.offerNow(t, elsewhere.GetId()).GetState(), "it is not cem's to give any more")
		require.Len(t, r.rows(t, "shift_change"), 2)
		r.refuses(t, refusal{codes.FailedPrecondition, "RESPONSE_ACCEPTED", nil}, func() error {
			return second(r.accept(s.bea.ctx, s.answer))
		})
		r.refuses(t, refusal{codes.FailedPrecondition, "RESPONSE_DECLINED", nil}, func() error { return second(r.accept(s.bea.ctx, other)) })
	})
}

// changes changes a shift as it is kept, by a coordinator who has other means.
func (r *rig) changes(t testing.TB, s domain.Shift, step domain.ShiftStep, change func(*domain.Shift)) {
	t.Helper()
	s = r.shiftNow(t, s)
	change(&s)
	c, err := s.Take(step, coordinatorSubject, r.clock.Now(), time.Time{})
	require.NoError(t, err)
	c.ID = ids.New()
	r.write(t, func(ctx context.Context, st store.Store) error { return st.ChangeShift(ctx, s, c) })
}

func TestSwapIsRefusedByWhatChangedSinceItWasAnswered(t *testing.T) {
	tests := map[string]struct {
		change func(t *testing.T, r *rig, s swapping)
		want   string
	}{
		"the shift moved": {func(t *testing.T, r *rig, s swapping) {
			r.changes(t, s.mine, domain.MoveShift, func(sh *domain.Shift) { sh.End = sh.End.Add(time.Hour) })
		}, "SHIFT_MOVED"},
		"the shift given to another": {func(t *testing.T, r *rig, s swapping) {
			r.changes(t, s.mine, domain.AssignShift, func(sh *domain.Shift) {
				sh.AssignmentID, sh.PersonID = s.dirk.assignment.ID, s.dirk.person.ID
			})
		}, "SHIFT_REASSIGNED"},
		"the shift cancelled": {func(t *testing.T, r *rig, s swapping) {
			r.changes(t, s.mine, domain.CancelShift, func(sh *domain.Shift) { sh.Reason = "not_needed" })
		}, "SHIFT_CANCELLED"},
		"the shift begun": {func(_ *testing.T, r *rig, s swapping) { r.clock.Set(s.mine.Start) }, "OFFER_EXPIRED"},
		"the other moved": {func(t *testing.T, r *rig, s swapping) {
			r.changes(t, s.theirs, domain.MoveShift, func(sh *domain.Shift) { sh.End = sh.End.Add(time.Hour) })
		}, "RETURN_SHIFT_MOVED"},
		"the other given to another": {func(t *testing.T, r *rig, s swapping) {
			r.changes(t, s.theirs, domain.AssignShift, func(sh *domain.Shift) {
				sh.AssignmentID, sh.PersonID = s.dirk.assignment.ID, s.dirk.person.ID
			})
		}, "RETURN_SHIFT_REASSIGNED"},
		"the other cancelled": {func(t *testing.T, r *rig, s swapping) {
			r.changes(t, s.theirs, domain.CancelShift, func(sh *domain.Shift) { sh.Reason = "not_needed" })
		}, "RETURN_SHIFT_CANCELLED"},
		"the other begun": {func(t *testing.T, r *rig, s swapping) {
			early := r.hasShift(t, s.office, s.dirk, 8, 9)
			a, err := r.answer(s.dirk.ctx, s.offer.GetId(), s.dirk, inReturn(early))
			require.NoError(t, err)
			s.answer.Id = a.GetId()
			r.clock.Set(early.Start)
		}, "RETURN_SHIFT_BEGUN"},
	}
	onBoth(t, func(t *testing.T, r *rig) {
		for name, c := range tests {
			t.Run(name, func(t *testing.T) {
				defer r.clock.Set(now())
				s := r.aSwap(t)
				c.change(t, r, s)
				r.refuses(t, refusal{codes.FailedPrecondition, c.want, nil}, func() error {
					return second(r.accept(s.bea.ctx, s.answer))
				})
			})
		}
	})
}

func TestSwapIsRefusedByWhatStandsInTheWayOfEitherSide(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		s := r.aSwap(t)
		r.hasShift(t, s.office, s.bea, 12, 14) // in the way of what bea gets
		r.hasShift(t, s.office, s.cem, 9, 11)  // in the way of what cem gets
		r.refuses(t, invalid("response.assignment_id OVERLAP", "offer.assignment_id OVERLAP"), func() error {
			return second(r.accept(r.coordinator(t), s.answer))
		})
		r.refuses(t, invalid("response.assignment_id OTHER_UNFIT", "offer.assignment_id OVERLAP",
			"acceptance.overlap_override OVERRIDE_NOT_ALLOWED"), func() error {
			return second(r.accept(s.bea.ctx, s.answer, "kan wel"))
		})
		r.refuses(t, invalid("response.assignment_id OVERLAP", "offer.assignment_id OVERLAP",
			"acceptance.overlap_override.reason OVERRIDE_WITHOUT_REASON"), func() error {
			return second(r.accept(r.coordinator(t), s.answer, ""))
		})
		_, err := r.accept(r.coordinator(t), s.answer, "zelfde zaal")
		require.NoError(t, err)
		require.Equal(t, "zelfde zaal", r.shiftNow(t, s.mine).Override)
		require.Equal(t, "zelfde zaal", r.shiftNow(t, s.theirs).Override)
	})
}

func TestOfManyAcceptedSwapsOneIs(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		s := r.aSwap(t)
		answers := []*volunteersv1.ShiftOfferResponse{s.answer}
		for range 5 {
			c := r.aColleague(t, s.role)
			a, err := r.answer(c.ctx, s.offer.GetId(), c, inReturn(r.hasShift(t, s.office, c, 14, 16)))
			require.NoError(t, err)
			answers = append(answers, a)
		}
		errs := together(len(answers), func(i int) error { return second(r.accept(s.bea.ctx, answers[i])) })
		require.Equal(t, 1, succeeded(errs))
		for _, err := range errs {
			if err != nil {
				refusal{codes.FailedPrecondition, "RESPONSE_DECLINED", nil}.require(t, err)
			}
		}
		require.Len(t, r.rows(t, "shift_change"), 2)
	})
}
