package activities

import (
	"context"

	"github.com/deschoor/meedoen/platform/civil"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

// pageSize is how many sessions are asked for at once.
const pageSize = 1000

// OfActivity asks for the sessions of an activity that are planned from a first to a last date, and for what their places are
// called; answered is false where the service did not answer.
func (c *Client) OfActivity(ctx context.Context, activityID string, first, last civil.Date) (a Answer, answered bool) {
	a = Answer{Sessions: map[string]domain.Session{}, Places: map[string]string{}}
	if c == nil || c.sessions == nil {
		return a, false
	}
	ctx, cancel := context.WithTimeout(ctx, allPatience)
	defer cancel()
	req := &activitiesv1.ListSessionsRequest{
		ActivityId: activityID, FromDate: first.String(), ToDate: last.String(), PageSize: pageSize,
		State: activitiesv1.SessionState_SESSION_STATE_PLANNED,
	}
	for more := true; more; more = req.PageToken != "" {
		answer, err := c.sessions.ListSessions(ctx, req)
		if err != nil {
			return a, false
		}
		for _, m := range answer.GetSessions() {
			if a.Sessions[m.GetId()], err = read(m); err != nil {
				return a, false
			}
		}
		req.PageToken = answer.GetNextPageToken()
	}
	a.Places = c.places(ctx, a.Sessions)
	return a, true
}
