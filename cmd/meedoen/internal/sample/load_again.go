package sample

import (
	"context"
	"fmt"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
)

// deliverAgain sends some contacts, attendance, hours and trajectories once more, late, as a device does that was without a
// connection and does not know what arrived. Some were corrected or withdrawn since; nothing counts twice.
func (l *loader) deliverAgain(ctx context.Context) error {
	var contacts []*activitiesv1.CreateContactRequest
	for _, c := range l.year.Contacts[:min(l.batch, len(l.year.Contacts))] {
		contacts = append(contacts, l.contact(c))
	}
	if _, err := l.sendContacts(ctx, contacts); err != nil {
		return fmt.Errorf("deliver contacts again: %w", err)
	}
	var attendance []*activitiesv1.CreateAttendanceRequest
	for _, a := range l.year.Attendance[:min(l.batch, len(l.year.Attendance))] {
		attendance = append(attendance, l.attendance(a))
	}
	if _, err := l.sendAttendance(ctx, attendance); err != nil {
		return fmt.Errorf("deliver attendance again: %w", err)
	}
	var hours []*volunteersv1.CreateHoursRequest
	for _, h := range l.year.Hours[:min(l.batch, len(l.year.Hours))] {
		hours = append(hours, l.hours(h))
	}
	if _, err := l.sendHours(ctx, hours); err != nil {
		return fmt.Errorf("deliver hours again: %w", err)
	}
	var trajectories []*debtcounsellingv1.CreateTrajectoryRequest
	for _, t := range l.year.Trajectories[:min(l.batch, len(l.year.Trajectories))] {
		trajectories = append(trajectories, l.trajectory(t))
	}
	if _, err := l.sendTrajectories(ctx, trajectories); err != nil {
		return fmt.Errorf("deliver trajectories again: %w", err)
	}
	return nil
}
