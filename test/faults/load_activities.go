package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/ids"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

func activitiesMakers() []maker {
	return []maker{
		{"head-count", 30, (*world).headCount},
		{"head-count-batch", 6, (*world).headCounts},
		{"head-count-correction", 10, (*world).correctHeadCount},
		{"registration", 14, (*world).register},
		{"registration-cancellation", 6, (*world).cancelRegistration},
		{"reservation", 5, (*world).reserve},
	}
}

// date answers a local date of 2022.
func date(r *rand.Rand) string { return fmt.Sprintf("2022-%02d-%02d", 1+r.IntN(12), 1+r.IntN(28)) }

// newHeadCount answers a count to record and how its row will read.
func (w *world) newHeadCount(r *rand.Rand) (*activitiesv1.CreateHeadCountRequest, entry) {
	request := &activitiesv1.CreateHeadCountRequest{RequestId: ids.New(), HeadCount: &activitiesv1.HeadCount{
		LocationId: w.location, ProgrammeId: w.programme, Date: date(r), Count: r.Int32N(200),
		PartOfDay: activitiesv1.PartOfDay_PART_OF_DAY_MORNING, Method: activitiesv1.CountMethod_COUNT_METHOD_TALLY,
	}}
	return request, entry{
		kind: "head-count", requestID: request.RequestId, amount: int64(request.HeadCount.Count),
		content: headCountRow(request.HeadCount.GetDate(), request.HeadCount.GetCount()),
	}
}

func headCountRow(date string, count int32) string { return fmt.Sprintf("%s %d", date, count) }

// note keeps a count that was told to be there, or that may be.
func (w *world) noteHeadCount(e entry, made *activitiesv1.HeadCount, open bool) {
	switch {
	case made != nil:
		e.id = made.GetId()
		w.journal.acknowledged(e)
		w.put("correct", e.id+" "+made.GetDate())
	case open:
		w.journal.unknown(e)
	}
}

func (w *world) headCount(r *rand.Rand) *command {
	request, e := w.newHeadCount(r)
	return &command{
		method: "activities.v1.HeadCountService.CreateHeadCount", request: request,
		settled: func(answer proto.Message, open bool) {
			made, _ := answer.(*activitiesv1.HeadCount)
			w.noteHeadCount(e, made, open)
		},
	}
}

func (w *world) headCounts(r *rand.Rand) *command {
	batch, entries := &activitiesv1.BatchCreateHeadCountsRequest{}, []entry{}
	for range 5 + r.IntN(20) {
		request, e := w.newHeadCount(r)
		batch.Requests, entries = append(batch.Requests, request), append(entries, e)
	}
	return &command{
		method: "activities.v1.HeadCountService.BatchCreateHeadCounts", request: batch,
		settled: func(answer proto.Message, open bool) {
			made, _ := answer.(*activitiesv1.BatchCreateHeadCountsResponse)
			for i, e := range entries {
				if made == nil {
					w.noteHeadCount(e, nil, open)
				} else {
					w.noteHeadCount(e, made.GetHeadCounts()[i], false)
				}
			}
		},
	}
}

// correctHeadCount corrects a count that nobody corrected yet.
func (w *world) correctHeadCount(r *rand.Rand) *command {
	what, ok := w.take("correct", r)
	if !ok {
		return nil
	}
	id, date, _ := strings.Cut(what, " ")
	request := &activitiesv1.CreateHeadCountCorrectionRequest{
		RequestId: ids.New(), HeadCountId: id, Correction: &activitiesv1.HeadCountCorrection{
			Count: r.Int32N(200), Reason: activitiesv1.CorrectionReason_CORRECTION_REASON_TYPING_ERROR,
		},
	}
	count := request.GetCorrection().GetCount()
	e := entry{kind: "head-count-correction", requestID: request.RequestId, content: fmt.Sprintf("%s %d", id, count)}
	return &command{
		method: "activities.v1.HeadCountService.CreateHeadCountCorrection", request: request,
		settled: func(answer proto.Message, open bool) {
			made, done := answer.(*activitiesv1.HeadCountCorrection)
			switch {
			case done:
				e.id = made.GetId()
				w.journal.acknowledged(e)
			case open:
				w.journal.unknown(e)
			default:
				return
			}
			w.journal.amended(id, headCountRow(date, count), int64(count), done)
		},
	}
}

// register wants one of the few places of a session.
func (w *world) register(r *rand.Rand) *command {
	session, participant := one(r, w.sessions), one(r, w.participants)
	request := &activitiesv1.CreateRegistrationRequest{
		RequestId: ids.New(), Registration: &activitiesv1.Registration{SessionId: session, ParticipantId: participant},
	}
	e := entry{kind: "registration", requestID: request.RequestId, content: session + " " + participant}
	return &command{
		method: "activities.v1.RegistrationService.CreateRegistration", request: request, may: []string{"ALREADY_REGISTERED"},
		settled: func(answer proto.Message, open bool) {
			if made, done := answer.(*activitiesv1.Registration); done {
				e.id = made.GetId()
				w.journal.acknowledged(e)
				w.put("cancel", e.id+" "+e.content)
			} else if open {
				w.journal.unknown(e)
			}
		},
	}
}

// cancelRegistration gives a place up, which is then offered to the first who waits.
func (w *world) cancelRegistration(r *rand.Rand) *command {
	what, ok := w.take("cancel", r)
	if !ok {
		return nil
	}
	id, registered, _ := strings.Cut(what, " ")
	request := &activitiesv1.CreateRegistrationCancellationRequest{
		RegistrationId: id, RequestId: ids.New(), Cancellation: &activitiesv1.RegistrationCancellation{
			Reason: activitiesv1.RegistrationCancellationReason_REGISTRATION_CANCELLATION_REASON_PARTICIPANT,
		},
	}
	return &command{
		method: "activities.v1.RegistrationService.CreateRegistrationCancellation", request: request,
		settled: func(answer proto.Message, open bool) {
			if answer != nil || open {
				w.journal.amended(id, registered+" cancelled", 0, answer != nil)
			}
		},
	}
}

// reserve wants a room for some hours, which others may have.
func (w *world) reserve(r *rand.Rand) *command {
	start := w.noon.AddDate(0, 0, 3+crowded(r, 3, 600)).Add(time.Duration(r.IntN(24)) * time.Hour)
	end := start.Add(time.Duration(1+r.IntN(4)) * time.Hour)
	request := &activitiesv1.CreateReservationRequest{RequestId: ids.New(), Reservation: &activitiesv1.Reservation{
		RoomId: w.room, StartTime: timestamppb.New(start), EndTime: timestamppb.New(end),
		Purpose: activitiesv1.ReservationPurpose_RESERVATION_PURPOSE_MEETING,
	}}
	e := entry{kind: "reservation", requestID: request.RequestId, content: fmt.Sprint(start.UnixMicro(), " ", end.UnixMicro())}
	return &command{
		method: "activities.v1.ReservationService.CreateReservation", request: request, may: []string{"OVERLAP"},
		settled: func(answer proto.Message, open bool) {
			if made, done := answer.(*activitiesv1.Reservation); done {
				e.id = made.GetId()
				w.journal.acknowledged(e)
			} else if open {
				w.journal.unknown(e)
			}
		},
	}
}
