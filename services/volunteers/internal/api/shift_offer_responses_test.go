package api_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/processinglog"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

func TestWhoAnswersAnOfferThatAsksNothingHasTheShift(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		o := r.anOffice(t)
		for name, shift := range map[string]domain.Shift{
			"of nobody": r.hasShift(t, o, colleague{}, 10, 12), "of bea": r.hasShift(t, o, o.bea, 13, 15),
		} {
			offer := r.mustOffer(r.coordinator(t), t, shift, false)
			request := &volunteersv1.CreateShiftOfferResponseRequest{
				OfferId: offer.GetId(), Response: &volunteersv1.ShiftOfferResponse{AssignmentId: o.cem.assignment.ID}, RequestId: ids.New(),
			}
			first, err := r.offers.CreateShiftOfferResponse(o.cem.ctx, request)
			require.NoError(t, err, name)
			again, err := r.offers.CreateShiftOfferResponse(o.cem.ctx, request)
			require.NoError(t, err)
			requireProto(t, first, again)
			require.Equal(t, accepted, first.GetState())

			kept := r.shiftNow(t, shift)
			require.Equal(t, []string{o.cem.assignment.ID, o.cem.person.ID}, []string{kept.AssignmentID, kept.PersonID}, name)
			require.EqualValues(t, 2, kept.Version, "given once")
			taken := r.offerNow(t, offer.GetId())
			require.Equal(t, offerTaken, taken.GetState())
			require.Equal(t, o.cem.assignment.ID, taken.GetTakenBy())
		}
		require.Len(t, r.rows(t, "shift_change"), 2)
		seen, err := r.offers.ListShiftOffers(o.cem.ctx, &volunteersv1.ListShiftOffersRequest{State: offerTaken})
		require.NoError(t, err)
		require.Len(t, seen.GetOffers(), 2, "who took them sees what became of them")
	})
}

func TestOfManyWhoAnswerAtOnceTheFirstHasTheShift(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		const many = 20
		o := office{role: r.aRole(t, r.aProgramme(t))}
		colleagues := make([]colleague, many)
		for i := range colleagues {
			colleagues[i] = r.aColleague(t, o.role)
		}
		shift := r.hasShift(t, o, colleague{}, 10, 12)
		offer := r.mustOffer(r.coordinator(t), t, shift, false)
		errs := together(many, func(i int) error {
			return second(r.answer(colleagues[i].ctx, offer.GetId(), colleagues[i]))
		})
		winner := -1
		for i, err := range errs {
			if err == nil {
				require.Equal(t, -1, winner, "one wins")
				winner = i
				continue
			}
			refusal{codes.FailedPrecondition, "OFFER_TAKEN", nil}.require(t, err)
		}
		require.NotEqual(t, -1, winner, "one wins")
		require.Equal(t, colleagues[winner].person.ID, r.shiftNow(t, shift).PersonID)
		require.Len(t, r.rows(t, "shift_offer_response"), 1)
		require.Len(t, r.rows(t, "shift_change"), 1)
	})
}

func TestAnswerIsRefusedWithEveryReason(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		o := r.anOffice(t, func(role *domain.Role) {
			role.Certificates, role.MinAge = []domain.RequiredCertificate{{Kind: domain.VOG}}, 50
		})
		cook := r.aRole(t, r.aProgramme(t))
		elsewhere := r.anAssignment(t, o.cem.engagement.ID, cook.ID)
		later := r.aColleague(t, o.role, func(a *domain.Assignment) { a.Start = date(t, "2022-06-21") })
		mine, theirs := r.hasShift(t, o, o.bea, 10, 12), r.hasShift(t, o, o.cem, 11, 13)
		r.hasShift(t, o, later, 11, 13)
		handover := r.mustOffer(o.bea.ctx, t, mine, false)
		coordinator := r.coordinator(t)
		answer := func(ctx context.Context, c colleague, change ...func(*volunteersv1.ShiftOfferResponse)) func() error {
			return func() error { return second(r.answer(ctx, handover.GetId(), c, change...)) }
		}
		r.refuses(t, invalid("response.assignment_id CERTIFICATE_MISSING", "response.assignment_id UNDER_AGE",
			"response.assignment_id OVERLAP", "response.return_shift_id RETURN_SHIFT_UNEXPECTED",
			"response.overlap_override OVERRIDE_NOT_ALLOWED",
		), answer(o.cem.ctx, o.cem, inReturn(theirs), func(m *volunteersv1.ShiftOfferResponse) {
			m.OverlapOverride = &volunteersv1.ShiftOverride{Reason: "kan wel"}
		}))
		r.refuses(t, invalid("response.assignment_id CERTIFICATE_MISSING", "response.assignment_id UNDER_AGE",
			"response.assignment_id ASSIGNMENT_NOT_ACTIVE", "response.assignment_id OVERLAP",
			"response.overlap_override.reason OVERRIDE_WITHOUT_REASON",
		), answer(coordinator, later, func(m *volunteersv1.ShiftOfferResponse) { m.OverlapOverride = &volunteersv1.ShiftOverride{} }))
		r.refuses(t, invalid("response.assignment_id OWN_OFFER", "response.assignment_id CERTIFICATE_MISSING",
			"response.assignment_id UNDER_AGE"), answer(o.bea.ctx, o.bea))
		r.refuses(t, invalid("response.assignment_id ASSIGNMENT_UNKNOWN"),
			answer(coordinator, colleague{assignment: domain.Assignment{ID: "none"}}))
		r.refuses(t, invalid("response.assignment_id ASSIGNMENT_OF_OTHER_ROLE", "response.assignment_id CERTIFICATE_MISSING",
			"response.assignment_id UNDER_AGE", "response.assignment_id OVERLAP"),
			answer(o.cem.ctx, colleague{assignment: elsewhere}))
		r.refuses(t, refusal{codes.NotFound, "ASSIGNMENT_NOT_FOUND", nil}, answer(o.cem.ctx, o.dirk))
		r.refuses(t, refusal{codes.NotFound, "SHIFT_OFFER_NOT_FOUND", nil}, func() error {
			return second(r.answer(o.cem.ctx, "none", o.cem))
		})
		outsider := r.aColleague(t, cook)
		r.refuses(t, refusal{codes.NotFound, "SHIFT_OFFER_NOT_FOUND", nil}, answer(outsider.ctx, outsider))
		r.clock.Set(mine.Start)
		r.refuses(t, refusal{codes.FailedPrecondition, "OFFER_EXPIRED", nil}, answer(o.cem.ctx, o.cem))
	})
}

func TestCoordinatorHasShiftsOverlapWithAReason(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		o := r.anOffice(t)
		shift := r.hasShift(t, o, o.bea, 10, 12)
		r.hasShift(t, o, o.cem, 11, 13)
		offer := r.mustOffer(o.bea.ctx, t, shift, false)
		r.refuses(t, invalid("response.assignment_id OVERLAP"), func() error {
			return second(r.answer(r.coordinator(t), offer.GetId(), o.cem))
		})
		_, err := r.answer(r.coordinator(t), offer.GetId(), o.cem, func(m *volunteersv1.ShiftOfferResponse) {
			m.OverlapOverride = &volunteersv1.ShiftOverride{Reason: "zelfde zaal"}
		})
		require.NoError(t, err)
		require.Equal(t, "zelfde zaal", r.shiftNow(t, shift).Override)
	})
}

func TestAnswerToASwapWaitsAndIsRefusedOrTakenBack(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		o := r.anOffice(t)
		mine, cems, dirks := r.hasShift(t, o, o.bea, 10, 12), r.hasShift(t, o, o.cem, 13, 15), r.hasShift(t, o, o.dirk, 16, 18)
		offer := r.mustOffer(o.bea.ctx, t, mine, true)
		answer := func(ctx context.Context, c colleague, change ...func(*volunteersv1.ShiftOfferResponse)) func() error {
			return func() error { return second(r.answer(ctx, offer.GetId(), c, change...)) }
		}
		r.refuses(t, invalid("response.return_shift_id RETURN_SHIFT_MISSING"), answer(o.cem.ctx, o.cem))
		r.refuses(t, invalid("response.return_shift_id RETURN_SHIFT_UNKNOWN"), answer(o.cem.ctx, o.cem, inReturn(dirks)))
		r.refuses(t, invalid("response.return_shift_id RETURN_SHIFT_OF_SOMEBODY_ELSE",
			"response.overlap_override OVERRIDE_UNEXPECTED"), answer(r.coordinator(t), o.cem, inReturn(dirks),
			func(m *volunteersv1.ShiftOfferResponse) { m.OverlapOverride = &volunteersv1.ShiftOverride{Reason: "x"} }))

		a, err := r.answer(o.cem.ctx, offer.GetId(), o.cem, inReturn(cems))
		require.NoError(t, err)
		require.Equal(t, waits, a.GetState())
		require.True(t, cems.Start.Equal(a.GetReturnStartTime().AsTime()))
		require.True(t, cems.End.Equal(a.GetReturnEndTime().AsTime()))
		require.Equal(t, o.bea.person.ID, r.shiftNow(t, mine).PersonID, "nothing changes hands yet")
		r.refuses(t, refusal{codes.AlreadyExists, "RESPONSE_EXISTS", nil}, answer(o.cem.ctx, o.cem, inReturn(cems)))

		refuse := func(ctx context.Context) (*volunteersv1.ShiftOfferResponse, error) {
			return r.offers.CreateShiftOfferResponseRefusal(ctx, &volunteersv1.CreateShiftOfferResponseRefusalRequest{
				ResponseId: a.GetId(),
			})
		}
		takeBack := func(ctx context.Context) (*volunteersv1.ShiftOfferResponse, error) {
			return r.offers.CreateShiftOfferResponseWithdrawal(ctx, &volunteersv1.CreateShiftOfferResponseWithdrawalRequest{
				ResponseId: a.GetId(),
			})
		}
		absent := refusal{codes.NotFound, "SHIFT_OFFER_RESPONSE_NOT_FOUND", nil}
		r.refuses(t, absent, func() error { return second(refuse(o.cem.ctx)) })
		r.refuses(t, absent, func() error { return second(refuse(o.dirk.ctx)) })
		r.refuses(t, absent, func() error { return second(takeBack(o.bea.ctx)) })
		r.refuses(t, absent, func() error { return second(r.accept(o.cem.ctx, a)) })

		back, err := takeBack(o.cem.ctx)
		require.NoError(t, err)
		require.Equal(t, takenBack, back.GetState())
		r.refuses(t, refusal{codes.FailedPrecondition, "RESPONSE_WITHDRAWN", nil}, func() error { return second(refuse(o.bea.ctx)) })
		r.refuses(t, refusal{codes.FailedPrecondition, "RESPONSE_WITHDRAWN", nil}, func() error { return second(r.accept(o.bea.ctx, a)) })

		a, err = r.answer(o.cem.ctx, offer.GetId(), o.cem, inReturn(cems))
		require.NoError(t, err, "who took an answer back may give another")
		no, err := refuse(o.bea.ctx)
		require.NoError(t, err)
		require.Equal(t, refused, no.GetState())
		require.Equal(t, offerOpen, r.offerNow(t, offer.GetId()).GetState(), "the offer stays open")
		r.refuses(t, refusal{codes.FailedPrecondition, "RESPONSE_DECLINED", nil}, func() error { return second(takeBack(o.cem.ctx)) })
	})
}

func TestAnswersAreSeenByWhoOfferedAndWhoGaveThem(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		o := r.anOffice(t)
		offer := r.mustOffer(o.bea.ctx, t, r.hasShift(t, o, o.bea, 10, 12), true)
		first, err := r.answer(o.cem.ctx, offer.GetId(), o.cem, inReturn(r.hasShift(t, o, o.cem, 13, 15)))
		require.NoError(t, err)
		next, err := r.answer(o.dirk.ctx, offer.GetId(), o.dirk, inReturn(r.hasShift(t, o, o.dirk, 13, 15)))
		require.NoError(t, err)
		list := func(ctx context.Context) (ids []string) {
			request := &volunteersv1.ListShiftOfferResponsesRequest{OfferId: offer.GetId(), PageSize: 1}
			for {
				answer, err := r.offers.ListShiftOfferResponses(ctx, request)
				require.NoError(t, err)
				for _, a := range answer.GetResponses() {
					ids = append(ids, a.GetId())
				}
				if request.PageToken = answer.GetNextPageToken(); request.PageToken == "" {
					return ids
				}
			}
		}
		require.Equal(t, []string{first.GetId(), next.GetId()}, list(r.coordinator(t)))
		require.Equal(t, []string{first.GetId(), next.GetId()}, list(o.bea.ctx))
		require.Equal(t, []string{next.GetId()}, list(o.dirk.ctx))
		outsider := r.aColleague(t, r.aRole(t, r.aProgramme(t)))
		_, err = r.offers.ListShiftOfferResponses(outsider.ctx, &volunteersv1.ListShiftOfferResponsesRequest{OfferId: offer.GetId()})
		require.Equal(t, codes.NotFound, status.Code(err))
		require.True(t, fault.FromStatus(status.Convert(err)).Reason == "SHIFT_OFFER_NOT_FOUND")
	})
}

func TestEveryCallAboutAnOfferIsInTheLogOfWhomItTellsOf(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		o := r.anOffice(t)
		offer := r.mustOffer(o.bea.ctx, t, r.hasShift(t, o, o.bea, 10, 12), false)
		_, err := r.answer(o.cem.ctx, offer.GetId(), o.cem)
		require.NoError(t, err)
		r.offerNow(t, offer.GetId())
		for who, want := range map[string]int{o.bea.person.ID: 3, o.cem.person.ID: 2} {
			lines, err := processinglog.About(t.Context(), r.db.Read(), r.deps.Privacy.Logged(who))
			require.NoError(t, err)
			require.Len(t, lines, want)
		}
	})
}
