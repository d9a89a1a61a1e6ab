package domain

import "github.com/deschoor/meedoen/platform/fault"

// ShiftOfferKind is what is asked with an offer: the names of the contract's ShiftOfferKind.
type ShiftOfferKind string

// The kinds.
const (
	OfferOfOpen   ShiftOfferKind = "open"     // nobody has the shift
	OfferHandover ShiftOfferKind = "handover" // who has it wants to be rid of it
	OfferSwap     ShiftOfferKind = "swap"     // who has it wants another in return
)

// ShiftOfferState is what became of an offer.
type ShiftOfferState string

// The states.
const (
	OfferOpen      ShiftOfferState = "open"
	OfferTaken     ShiftOfferState = "taken"
	OfferWithdrawn ShiftOfferState = "withdrawn"
	// OfferExpired is that the shift began while nobody had taken it. It is never stored: no clock has to run for it.
	OfferExpired ShiftOfferState = "expired"
)

// ShiftOfferStep is what may happen to an offer.
type ShiftOfferStep string

// The steps.
const (
	TakeOffer     ShiftOfferStep = "take"
	WithdrawOffer ShiftOfferStep = "withdraw"
)

// after is the whole life of an offer: the state it comes to, by the state it is in and what happens. Where it can come to
// none, the error is FAILED_PRECONDITION with the state.
func (s ShiftOfferState) after(step ShiftOfferStep) (ShiftOfferState, error) {
	next, can := map[ShiftOfferState]map[ShiftOfferStep]ShiftOfferState{
		OfferOpen: {
			TakeOffer:     OfferTaken,
			WithdrawOffer: OfferWithdrawn,
		},
	}[s][step]
	if can {
		return next, nil
	}
	why := map[ShiftOfferState]struct{ reason, text string }{
		OfferTaken:     {"OFFER_TAKEN", "Somebody took this shift already."},
		OfferWithdrawn: {"OFFER_WITHDRAWN", "The shift is not offered any more."},
		OfferExpired:   {"OFFER_EXPIRED", "The shift has begun."},
	}[s]
	return s, fault.New(fault.FailedPrecondition, why.reason, "%s", why.text)
}

// ShiftOfferResponseState is what became of an answer to an offer.
type ShiftOfferResponseState string

// The states.
const (
	ResponsePending   ShiftOfferResponseState = "pending"
	ResponseAccepted  ShiftOfferResponseState = "accepted"
	ResponseDeclined  ShiftOfferResponseState = "declined"
	ResponseWithdrawn ShiftOfferResponseState = "withdrawn"
)

// ShiftOfferResponseStep is what may happen to an answer.
type ShiftOfferResponseStep string

// The steps.
const (
	AcceptResponse   ShiftOfferResponseStep = "accept"
	DeclineResponse  ShiftOfferResponseStep = "decline"
	WithdrawResponse ShiftOfferResponseStep = "withdraw"
)

// after is the whole life of an answer, as that of an offer.
func (s ShiftOfferResponseState) after(step ShiftOfferResponseStep) (ShiftOfferResponseState, error) {
	next, can := map[ShiftOfferResponseState]map[ShiftOfferResponseStep]ShiftOfferResponseState{
		ResponsePending: {
			AcceptResponse:   ResponseAccepted,
			DeclineResponse:  ResponseDeclined,
			WithdrawResponse: ResponseWithdrawn,
		},
	}[s][step]
	if can {
		return next, nil
	}
	why := map[ShiftOfferResponseState]struct{ reason, text string }{
		ResponseAccepted:  {"RESPONSE_ACCEPTED", "This answer was accepted already."},
		ResponseDeclined:  {"RESPONSE_DECLINED", "This answer was declined."},
		ResponseWithdrawn: {"RESPONSE_WITHDRAWN", "This answer was withdrawn."},
	}[s]
	return s, fault.New(fault.FailedPrecondition, why.reason, "%s", why.text)
}
