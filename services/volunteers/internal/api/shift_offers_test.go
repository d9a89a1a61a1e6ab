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
)

func TestShiftIsOfferedAsWhoHasItWants(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		o := r.anOffice(t)
		mine, other, open := r.hasShift(t, o, o.bea, 10, 12), r.hasShift(t, o, o.bea, 14, 16), r.hasShift(t, o, colleague{}, 10, 12)

		handover := r.mustOffer(o.bea.ctx, t, mine, false)
		require.Equal(t, volunteersv1.ShiftOfferKind_SHIFT_OFFER_KIND_HANDOVER, handover.GetKind())
		require.Equal(t, []string{mine.ID, o.bea.assignment.ID, o.role.ID, "De Glasbak", "", ""}, []string{
			handover.GetShiftId(), handover.GetAssignmentId(), handover.GetRoleId(), handover.GetPlace(), handover.GetTakenBy(),
			handover.GetRecorder(),
		})
		require.True(t, mine.Start.Equal(handover.GetStartTime().AsTime()))
		require.True(t, mine.End.Equal(handover.GetEndTime().AsTime()))
		require.Equal(t, offerOpen, handover.GetState())

		swap := r.mustOffer(o.bea.ctx, t, other, true)
		require.Equal(t, volunteersv1.ShiftOfferKind_SHIFT_OFFER_KIND_SWAP, swap.GetKind())
		require.True(t, swap.GetSwap())

		of := r.mustOffer(r.coordinator(t), t, open, false)
		require.Equal(t, volunteersv1.ShiftOfferKind_SHIFT_OFFER_KIND_OPEN, of.GetKind())
		require.Equal(t, coordinatorSubject, of.GetRecorder())
		requireProto(t, of, r.offerNow(t, of.GetId()))
	})
}

func TestShiftIsOfferedOnceAndByWhomMay(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		o := r.anOffice(t)
		mine, open := r.hasShift(t, o, o.bea, 10, 12), r.hasShift(t, o, colleague{}, 10, 12)
		begun := r.hasShift(t, o, o.bea, 13, 15, func(s *domain.Shift) { s.Start = now().Add(-time.Hour) })
		cancelled := r.hasShift(t, o, o.bea, 17, 19, func(s *domain.Shift) { s.State, s.Reason = domain.ShiftCancelled, "not_needed" })
		for name, c := range map[string]struct {
			ctx   context.Context
			shift domain.Shift
			swap  bool
			want  refusal
		}{
			"of somebody else":       {o.cem.ctx, mine, false, refusal{codes.NotFound, "SHIFT_NOT_FOUND", nil}},
			"of nobody, a volunteer": {o.cem.ctx, open, false, refusal{codes.NotFound, "SHIFT_NOT_FOUND", nil}},
			"there is none":          {o.cem.ctx, domain.Shift{ID: "none"}, false, refusal{codes.NotFound, "SHIFT_NOT_FOUND", nil}},
			"begun":                  {o.bea.ctx, begun, false, refusal{codes.FailedPrecondition, "SHIFT_BEGUN", nil}},
			"cancelled":              {o.bea.ctx, cancelled, true, refusal{codes.FailedPrecondition, "SHIFT_CANCELLED", nil}},
			"a swap of nobody's":     {r.coordinator(t), open, true, invalid("offer.swap SWAP_OF_OPEN_SHIFT")},
		} {
			t.Run(name, func(t *testing.T) {
				r.refuses(t, c.want, func() error { return second(r.offer(c.ctx, c.shift, c.swap)) })
			})
		}
		request := &volunteersv1.CreateShiftOfferRequest{Offer: &volunteersv1.ShiftOffer{ShiftId: mine.ID}, RequestId: ids.New()}
		first, err := r.offers.CreateShiftOffer(o.bea.ctx, request)
		require.NoError(t, err)
		again, err := r.offers.CreateShiftOffer(o.bea.ctx, request)
		require.NoError(t, err)
		requireProto(t, first, again)
		r.refuses(t, refusal{codes.AlreadyExists, "OFFER_EXISTS", nil}, func() error { return second(r.offer(o.bea.ctx, mine, true)) })
		errs := together(8, func(int) error { return second(r.offer(r.coordinator(t), open, false)) })
		require.Equal(t, 1, succeeded(errs), "one offer of a shift is open")
	})
}

// succeeded answers how many calls ended well.
func succeeded(errs []error) (n int) {
	for _, err := range errs {
		if err == nil {
			n++
		}
	}
	return n
}

func TestVolunteerSeesWhatIsOpenInTheOwnRolesAndTheOwnOffers(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		o, elsewhere := r.anOffice(t), r.anOffice(t)
		coordinator := r.coordinator(t)
		open := r.mustOffer(coordinator, t, r.hasShift(t, o, colleague{}, 10, 12), false).GetId()
		own := r.mustOffer(o.bea.ctx, t, r.hasShift(t, o, o.bea, 12, 14), true).GetId()
		r.mustOffer(coordinator, t, r.hasShift(t, elsewhere, colleague{}, 10, 12), false)
		gone := r.mustOffer(coordinator, t, r.hasShift(t, o, o.dirk, 14, 16), false).GetId()
		require.NoError(t, second(r.offers.CreateShiftOfferWithdrawal(coordinator,
			&volunteersv1.CreateShiftOfferWithdrawalRequest{OfferId: gone})))
		soon := r.mustOffer(coordinator, t, r.hasShift(t, o, o.dirk, 16, 18, func(s *domain.Shift) {
			s.Start = now().Add(time.Hour)
		}), false).GetId()
		list := func(ctx context.Context, req *volunteersv1.ListShiftOffersRequest) (ids []string) {
			for {
				answer, err := r.offers.ListShiftOffers(ctx, req)
				require.NoError(t, err)
				for _, one := range answer.GetOffers() {
					ids = append(ids, one.GetId())
				}
				if req.PageToken = answer.GetNextPageToken(); req.PageToken == "" {
					return ids
				}
			}
		}
		all := &volunteersv1.ListShiftOffersRequest{}
		require.Equal(t, []string{open, own, soon}, list(o.bea.ctx, &volunteersv1.ListShiftOffersRequest{PageSize: 2}))
		require.Equal(t, []string{open, own, gone, soon}, list(o.dirk.ctx, all), "also what became of the own offers")
		require.Len(t, list(coordinator, all), 5)
		require.Equal(t, []string{open, own, gone, soon}, list(coordinator, &volunteersv1.ListShiftOffersRequest{RoleId: o.role.ID}))

		r.clock.Advance(2 * time.Hour)
		require.Equal(t, []string{open, own}, list(o.bea.ctx, all), "what began is offered no more")
		for state, want := range map[volunteersv1.ShiftOfferState][]string{
			offerOpen: {open, own}, offerWithdrawn: {gone}, offerExpired: {soon}, offerTaken: nil,
		} {
			require.Equal(t, want, list(coordinator, &volunteersv1.ListShiftOffersRequest{RoleId: o.role.ID, State: state}), state)
		}
		require.Equal(t, offerExpired, r.offerNow(t, soon).GetState())
		for _, id := range []string{gone, soon, "none"} {
			r.refuses(t, refusal{codes.NotFound, "SHIFT_OFFER_NOT_FOUND", nil}, func() error {
				return second(r.offers.GetShiftOffer(o.bea.ctx, &volunteersv1.GetShiftOfferRequest{Id: id}))
			})
		}
	})
}

func TestOfferIsWithdrawnByWhomItIsAndOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		o := r.anOffice(t)
		mine, theirs := r.hasShift(t, o, o.bea, 10, 12), r.hasShift(t, o, o.cem, 14, 16)
		offer := r.mustOffer(o.bea.ctx, t, mine, true)
		waiting, err := r.answer(o.cem.ctx, offer.GetId(), o.cem, inReturn(theirs))
		require.NoError(t, err)
		withdraw := func(ctx context.Context, etag, requestID string) (*volunteersv1.ShiftOffer, error) {
			return r.offers.CreateShiftOfferWithdrawal(ctx, &volunteersv1.CreateShiftOfferWithdrawalRequest{
				OfferId: offer.GetId(), Withdrawal: &volunteersv1.ShiftOfferWithdrawal{Etag: etag}, RequestId: requestID,
			})
		}
		r.refuses(t, refusal{codes.NotFound, "SHIFT_OFFER_NOT_FOUND", nil}, func() error { return second(withdraw(o.cem.ctx, "", "")) })
		r.refuses(t, refusal{codes.Aborted, "ETAG_MISMATCH", nil}, func() error { return second(withdraw(o.bea.ctx, "7", "")) })
		id := ids.New()
		for range 2 {
			withdrawn, err := withdraw(o.bea.ctx, offer.GetEtag(), id)
			require.NoError(t, err)
			require.Equal(t, offerWithdrawn, withdrawn.GetState())
		}
		require.Equal(t, map[string]volunteersv1.ShiftOfferResponseState{waiting.GetId(): refused}, r.responsesNow(t, offer.GetId()))
		r.refuses(t, refusal{codes.FailedPrecondition, "OFFER_WITHDRAWN", nil}, func() error { return second(withdraw(o.bea.ctx, "", "")) })
		r.refuses(t, refusal{codes.FailedPrecondition, "OFFER_WITHDRAWN", nil}, func() error {
			return second(r.answer(o.cem.ctx, offer.GetId(), o.cem, inReturn(theirs)))
		})
		r.mustOffer(o.bea.ctx, t, mine, false)
	})
}

func TestVolunteerWhomNobodyKnowsOffersNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		o := r.anOffice(t)
		mine := r.hasShift(t, o, o.bea, 10, 12)
		stranger := r.stranger(t)
		r.refuses(t, refusal{codes.PermissionDenied, "LOGIN_UNKNOWN", nil}, func() error { return second(r.offer(stranger, mine, false)) })
	})
}
