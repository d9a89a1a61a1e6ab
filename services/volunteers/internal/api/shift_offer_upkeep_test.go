package api_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/encoding/protojson"

	"github.com/deschoor/meedoen/platform/ids"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

func TestShiftThatIsCancelledOrGivenAwayIsOfferedNoMore(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		for name, change := range map[string]func(s swapping) error{
			"cancelled": func(s swapping) error {
				return second(r.shifts.CreateShiftCancellation(r.coordinator(t), &volunteersv1.CreateShiftCancellationRequest{
					ShiftId: s.mine.ID, RequestId: ids.New(), Cancellation: &volunteersv1.ShiftCancellation{
						Reason: volunteersv1.ShiftCancellationReason_SHIFT_CANCELLATION_REASON_NOT_NEEDED,
					},
				}))
			},
			"given to another": func(s swapping) error { return second(r.giveShift(t, s.mine.ID, s.dirk.assignment.ID)) },
			"given to nobody":  func(s swapping) error { return second(r.giveShift(t, s.mine.ID, "")) },
			"of who left":      func(s swapping) error { return second(r.step(t, s.bea.assignment.ID, ended, "2022-06-15")) },
		} {
			s := r.aSwap(t)
			require.NoError(t, change(s), name)
			require.Equal(t, offerWithdrawn, r.offerNow(t, s.offer.GetId()).GetState(), name)
			require.Equal(t, map[string]volunteersv1.ShiftOfferResponseState{s.answer.GetId(): refused},
				r.responsesNow(t, s.offer.GetId()), name)
		}
	})
}

func TestShiftThatMovesStaysOffered(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		s := r.aSwap(t)
		_, err := r.shifts.CreateShiftMove(r.coordinator(t), &volunteersv1.CreateShiftMoveRequest{
			ShiftId: s.mine.ID, Move: &volunteersv1.ShiftMove{Date: "2022-06-21"}, RequestId: ids.New(),
		})
		require.NoError(t, err)
		moved := r.offerNow(t, s.offer.GetId())
		require.Equal(t, offerOpen, moved.GetState())
		require.True(t, s.mine.Start.AddDate(0, 0, 1).Equal(moved.GetStartTime().AsTime()))
	})
}

func TestExportTellsWhatThePersonOfferedAndAnswered(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		s := r.aSwap(t)
		of := func(c colleague) *volunteersv1.PersonExport {
			export, err := r.export(t, c.person.ID)
			require.NoError(t, err)
			text, err := protojson.Marshal(export)
			require.NoError(t, err)
			require.NotContains(t, string(text), coordinatorSubject)
			return export
		}
		bea, cem, dirk := of(s.bea), of(s.cem), of(s.dirk)
		require.Len(t, bea.GetShiftOffers(), 1)
		requireProto(t, s.offer, bea.GetShiftOffers()[0])
		require.Empty(t, bea.GetShiftOfferResponses(), "what somebody else answered is of somebody else")
		require.Len(t, cem.GetShiftOfferResponses(), 1)
		requireProto(t, s.answer, cem.GetShiftOfferResponses()[0])
		require.Empty(t, cem.GetShiftOffers())
		require.Empty(t, append(dirk.GetShiftOfferResponses(), of(s.dirk).GetShiftOfferResponses()...))
	})
}

func TestWhoIsErasedOffersAndAnswersNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		s := r.aSwap(t)
		begun := r.hasShift(t, s.office, s.bea, 13, 15, func(sh *domain.Shift) { sh.Start = now().Add(time.Minute) })
		expired := r.mustOffer(s.bea.ctx, t, begun, false)
		r.clock.Advance(time.Minute)
		theirs := r.mustOffer(s.dirk.ctx, t, r.hasShift(t, s.office, s.dirk, 16, 18), true)
		beas, err := r.answer(r.coordinator(t), theirs.GetId(), s.bea, inReturn(s.mine))
		require.NoError(t, err)

		_, err = r.erase(t, s.bea.person.ID, "")

		require.NoError(t, err)
		for name, offer := range map[string]*volunteersv1.ShiftOffer{"open": s.offer, "expired": expired} {
			require.Equal(t, offerWithdrawn, r.offerNow(t, offer.GetId()).GetState(), name)
		}
		require.Equal(t, map[string]volunteersv1.ShiftOfferResponseState{s.answer.GetId(): refused}, r.responsesNow(t, s.offer.GetId()))
		require.Equal(t, offerOpen, r.offerNow(t, theirs.GetId()).GetState(), "of somebody else")
		require.Equal(t, map[string]volunteersv1.ShiftOfferResponseState{beas.GetId(): takenBack}, r.responsesNow(t, theirs.GetId()))
	})
}
