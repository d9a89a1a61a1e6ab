package domain

import (
	"slices"
	"strings"

	"github.com/deschoor/meedoen/platform/fault"
)

// Viewer is who asks for questions: a worker, with the own teams, or a system, which sees what it sent and nothing else.
type Viewer struct {
	Subject string
	Worker  bool
	Teams   []string
}

// ViewerOf answers who asks, by the subject, the groups, and whether it is a worker.
func ViewerOf(subject string, groups []string, worker bool) Viewer {
	v := Viewer{Subject: subject, Worker: worker, Teams: []string{}}
	for _, g := range groups {
		if worker && !strings.Contains(g, ",") { // which no team has in its name
			v.Teams = append(v.Teams, g)
		}
	}
	return v
}

// MaySee says whether who asks may see a question.
func (v Viewer) MaySee(q Question) bool {
	return q.Sender == v.Subject || v.Worker && (q.Worker == v.Subject || slices.Contains(v.Teams, q.Team))
}

// NotYours is that a question is not there, or is not of the caller: which of the two is not told.
func NotYours() *fault.Error {
	return fault.New(fault.PermissionDenied, "QUESTION_NOT_YOURS", "This is no question of the caller.")
}
