package main

import (
	"fmt"
	"math/rand/v2"

	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/ids"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
)

func volunteersMakers() []maker {
	return []maker{{"hours", 12, (*world).work}, {"shift", 8, (*world).plan}}
}

// work records how long somebody worked on a day, of which nobody has more than 24 hours.
func (w *world) work(r *rand.Rand) *command {
	request := &volunteersv1.CreateHoursRequest{RequestId: ids.New(), Hours: &volunteersv1.Hours{
		AssignmentId: one(r, w.assignments), State: volunteersv1.HoursState_HOURS_STATE_APPROVED,
		Date: fmt.Sprintf("2022-%02d-%02d", 1+r.IntN(12), 1+crowded(r, 1, 28)), Minutes: 10 + r.Int32N(110),
	}}
	h := request.GetHours()
	e := entry{
		kind: "hours", requestID: request.RequestId, amount: int64(h.GetMinutes()),
		content: fmt.Sprintf("%s %s %d approved", h.GetAssignmentId(), h.GetDate(), h.GetMinutes()),
	}
	return &command{
		method: "volunteers.v1.HoursService.CreateHours", request: request, may: []string{"OVER_24_HOURS"},
		settled: func(answer proto.Message, open bool) {
			if made, done := answer.(*volunteersv1.Hours); done {
				e.id = made.GetId()
				w.journal.acknowledged(e)
			} else if open {
				w.journal.unknown(e)
			}
		},
	}
}

// plan wants somebody for a shift, who may have another at that time.
func (w *world) plan(r *rand.Rand) *command {
	assignment, day := one(r, w.assignments), w.today.AddDays(2+crowded(r, 3, 300)).String()
	request := &volunteersv1.CreateShiftRequest{RequestId: ids.New(), Shift: &volunteersv1.Shift{
		RoleId: w.role, AssignmentId: assignment, Date: day, TimeOfDay: fmt.Sprintf("%02d:00", 6+r.IntN(14)),
		DurationMinutes: 60 + r.Int32N(180),
	}}
	e := entry{kind: "shift", requestID: request.RequestId, content: assignment + " " + day}
	return &command{
		method: "volunteers.v1.ShiftService.CreateShift", request: request, may: []string{"OVERLAP"},
		settled: func(answer proto.Message, open bool) {
			if made, done := answer.(*volunteersv1.Shift); done {
				e.id = made.GetId()
				w.journal.acknowledged(e)
			} else if open {
				w.journal.unknown(e)
			}
		},
	}
}
