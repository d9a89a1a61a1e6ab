package api_test

import (
	"context"

	"google.golang.org/protobuf/proto"

	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
)

func (r *rig) ownDocumentCalls() []ownCall {
	return []ownCall{
		{"AgreementService/GetAgreement", false, func(ctx context.Context, of kept) (proto.Message, error) {
			return r.agreements.GetAgreement(ctx, &volunteersv1.GetAgreementRequest{Id: of.agreement})
		}},
		{"AgreementService/ListAgreements", true, func(ctx context.Context, of kept) (proto.Message, error) {
			return r.agreements.ListAgreements(ctx, &volunteersv1.ListAgreementsRequest{AssignmentId: of.assignment})
		}},
		{"AgreementService/GetAgreementFile", false, func(ctx context.Context, of kept) (proto.Message, error) {
			return r.agreements.GetAgreementFile(ctx, &volunteersv1.GetAgreementFileRequest{AgreementId: of.agreement})
		}},
		{"HoursStatementService/GetHoursStatement", false, func(ctx context.Context, of kept) (proto.Message, error) {
			return r.statements.GetHoursStatement(ctx, &volunteersv1.GetHoursStatementRequest{PersonId: of.person, Year: 2022})
		}},
	}
}

func (r *rig) ownShiftCalls() []ownCall {
	return []ownCall{
		{"ShiftService/GetShift", false, func(ctx context.Context, of kept) (proto.Message, error) {
			return r.shifts.GetShift(ctx, &volunteersv1.GetShiftRequest{Id: of.shift})
		}},
		{"ShiftService/ListShifts", true, func(ctx context.Context, of kept) (proto.Message, error) {
			return r.shifts.ListShifts(ctx, &volunteersv1.ListShiftsRequest{AssignmentId: of.assignment})
		}},
	}
}

func (r *rig) ownOfferCalls() []ownCall {
	return []ownCall{
		{"ShiftOfferService/GetShiftOffer", false, func(ctx context.Context, of kept) (proto.Message, error) {
			return r.offers.GetShiftOffer(ctx, &volunteersv1.GetShiftOfferRequest{Id: of.offer})
		}},
		{"ShiftOfferService/ListShiftOffers", true, func(ctx context.Context, of kept) (proto.Message, error) {
			return r.offers.ListShiftOffers(ctx, &volunteersv1.ListShiftOffersRequest{ShiftId: of.swapped})
		}},
		{"ShiftOfferService/CreateShiftOffer", false, func(ctx context.Context, of kept) (proto.Message, error) {
			return r.offers.CreateShiftOffer(ctx, &volunteersv1.CreateShiftOfferRequest{Offer: &volunteersv1.ShiftOffer{ShiftId: of.shift}})
		}},
	}
}

func (r *rig) ownResponseCalls() []ownCall {
	return []ownCall{
		{"ShiftOfferService/ListShiftOfferResponses", false, func(ctx context.Context, of kept) (proto.Message, error) {
			return r.offers.ListShiftOfferResponses(ctx, &volunteersv1.ListShiftOfferResponsesRequest{OfferId: of.offer})
		}},
		{"ShiftOfferService/CreateShiftOfferResponse", false, func(ctx context.Context, of kept) (proto.Message, error) {
			return r.offers.CreateShiftOfferResponse(ctx, &volunteersv1.CreateShiftOfferResponseRequest{
				OfferId: of.wanted, Response: &volunteersv1.ShiftOfferResponse{AssignmentId: of.assignment},
			})
		}},
		{"ShiftOfferService/CreateShiftOfferResponseWithdrawal", false, func(ctx context.Context, of kept) (proto.Message, error) {
			return r.offers.CreateShiftOfferResponseWithdrawal(ctx, &volunteersv1.CreateShiftOfferResponseWithdrawalRequest{ResponseId: of.given})
		}},
		{"ShiftOfferService/CreateShiftOfferResponseRefusal", false, func(ctx context.Context, of kept) (proto.Message, error) {
			return r.offers.CreateShiftOfferResponseRefusal(ctx, &volunteersv1.CreateShiftOfferResponseRefusalRequest{ResponseId: of.refusable})
		}},
		{"ShiftOfferService/CreateShiftOfferResponseAcceptance", false, func(ctx context.Context, of kept) (proto.Message, error) {
			return r.offers.CreateShiftOfferResponseAcceptance(ctx, &volunteersv1.CreateShiftOfferResponseAcceptanceRequest{ResponseId: of.acceptable})
		}},
		{"ShiftOfferService/CreateShiftOfferWithdrawal", false, func(ctx context.Context, of kept) (proto.Message, error) {
			return r.offers.CreateShiftOfferWithdrawal(ctx, &volunteersv1.CreateShiftOfferWithdrawalRequest{OfferId: of.offer})
		}},
	}
}

func (r *rig) ownFeedCalls() []ownCall {
	return []ownCall{
		{"CalendarFeedService/CreateCalendarFeed", false, func(ctx context.Context, of kept) (proto.Message, error) {
			return r.feeds.CreateCalendarFeed(ctx, &volunteersv1.CreateCalendarFeedRequest{PersonId: of.person})
		}},
		{"CalendarFeedService/ListCalendarFeeds", false, func(ctx context.Context, of kept) (proto.Message, error) {
			return r.feeds.ListCalendarFeeds(ctx, &volunteersv1.ListCalendarFeedsRequest{PersonId: of.person})
		}},
		{"CalendarFeedService/CreateCalendarFeedRevocation", false, func(ctx context.Context, of kept) (proto.Message, error) {
			return r.feeds.CreateCalendarFeedRevocation(ctx, &volunteersv1.CreateCalendarFeedRevocationRequest{CalendarFeedId: of.feed})
		}},
	}
}
