package test

import (
	"fmt"
	"testing"
	"time"
	_ "time/tzdata" // the zone, also where the machine has none

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/clock"
)

// scheduling is somebody who can be scheduled at the sessions of an activity, one on each of the coming days.
type scheduling struct {
	*suite
	staff, coordinator         string // tokens
	role, assignment, activity string // ids
	first                      civil.Date
}

// schedule has somebody work for a programme that has sessions on the coming days, all of which volunteers was told of.
func (d *deployment) schedule() *scheduling {
	s := &scheduling{suite: d.suite, staff: d.token("activities.staff"), coordinator: d.token("volunteers.coordinator")}
	s.first = tomorrow(d.t)
	importer, t := d.token("importer"), d.t
	location := create(t, s.suite, s.staff, "/v1/locations", map[string]any{
		"displayName": "De Haven", "kind": "LOCATION_KIND_COMMUNITY_CENTRE", "wijkCode": "WK003401", "wijkYear": 2022,
		"openingDate": "2010-01-01",
	})
	programme := s.programmeOf("taal-in-de-wijk", "THEME_SELF_RELIANCE")
	s.activity = create(t, s.suite, s.staff, "/v1/activities", map[string]any{
		"programmeId": programme, "locationId": location["id"], "displayName": "Taalcafé", "startDate": s.day(0).String(),
		"timeOfDay": "10:00", "durationMinutes": 90, "recurrenceRule": "FREQ=DAILY;COUNT=10",
	})["id"].(string)
	published := s.rest("POST", fmt.Sprintf("/v1/activities/%s/publications", s.activity), s.staff, nil)
	require.Less(t, published.status, 300, published.text)
	told := s.rest("GET", "/v1/positions", s.coordinator, nil).body["positions"].([]any)[0].(string)
	role := s.rest("POST", "/v1/roles?waitFor="+told, s.coordinator, map[string]any{
		"code": "taalcoach", "displayName": "Taalcoach", "programmeId": programme, "startDate": "2021-01-01",
	})
	require.Equal(t, 201, role.status, role.text)
	s.role = role.body["id"].(string)
	person := create(t, s.suite, s.coordinator, "/v1/people", map[string]any{"surname": "Jansen"})
	engagement := create(t, s.suite, importer, "/v1/engagements", map[string]any{
		"personId": person["id"], "kind": "ENGAGEMENT_KIND_VOLUNTEER", "state": "ENGAGEMENT_STATE_ACTIVE", "startDate": "2021-09-01",
	})
	s.assignment = create(t, s.suite, importer, "/v1/assignments", map[string]any{
		"engagementId": engagement["id"], "roleId": s.role, "state": "ASSIGNMENT_STATE_ACTIVE", "startDate": "2022-01-10",
	})["id"].(string)
	return s
}

// day answers the date of a session, the first being 0.
func (s *scheduling) day(n int) civil.Date { return s.first.AddDays(n) }

// tomorrow answers the date after the present one in Amsterdam: whatever the hour, its sessions are still to come.
func tomorrow(t *testing.T) civil.Date {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	require.NoError(t, err)
	return civil.Today(clock.System().Now(), zone).AddDays(1)
}

// sessions answers the ids of the sessions of the activity, in their order.
func (s *scheduling) sessions() (ids []string) {
	list := s.rest("GET", "/v1/sessions?activityId="+s.activity, s.staff, nil)
	for _, one := range list.body["sessions"].([]any) {
		ids = append(ids, one.(map[string]any)["id"].(string))
	}
	require.Len(s.t, ids, 10, list.text)
	return ids
}

// plan plans a shift at a session, a quarter before it, and answers it.
func (s *scheduling) plan(session string) map[string]any {
	return create(s.t, s.suite, s.coordinator, "/v1/shifts", map[string]any{
		"roleId": s.role, "assignmentId": s.assignment, "sessionId": session, "minutesBefore": 15,
	})
}

// TestVolunteersAreScheduledWhileActivitiesIsAway: the times of sessions are asked for, and nobody waits for an answer that
// does not come.
func TestVolunteersAreScheduledWhileActivitiesIsAway(t *testing.T) {
	d := deployApart(t)
	s := d.schedule()
	sessions := s.sessions()
	asked := s.plan(sessions[1])
	require.Equal(t, true, asked["sessionConfirmed"])
	require.Equal(t, "09:45", asked["timeOfDay"])
	require.Equal(t, "De Haven", asked["place"])

	d.programs["activities"].kill()
	known := s.plan(sessions[2])
	require.Equal(t, false, known["sessionConfirmed"])
	require.Equal(t, s.day(2).String()+" 09:45", fmt.Sprint(known["date"], " ", known["timeOfDay"]))
	given := s.rest("POST", fmt.Sprintf("/v1/shifts/%s/assignments", known["id"]), s.coordinator, map[string]any{})
	require.Less(t, given.status, 300, given.text)
	never := s.rest("POST", "/v1/shifts", s.coordinator, map[string]any{"roleId": s.role, "sessionId": "absent"})
	require.Equal(t, 503, never.status, never.text)
	require.Equal(t, "SESSION_NOT_KNOWN_YET", never.body["reason"])

	d.programs["activities"].restart()
	// The gateway finds it again when it next tries to reach it.
	require.Eventually(t, func() bool {
		moved := s.rest("POST", fmt.Sprintf("/v1/sessions/%s/moves", sessions[2]), s.staff, map[string]any{
			"date": s.day(2).String(), "timeOfDay": "14:00",
		})
		return moved.status < 300
	}, patience, pause)
	require.Eventually(t, func() bool {
		now := s.rest("GET", "/v1/shifts/"+known["id"].(string), s.coordinator, nil).body
		return now["timeOfDay"] == "13:45" && now["sessionConfirmed"] == true
	}, patience, pause)
	require.Eventually(t, func() bool {
		open := create(t, s.suite, s.coordinator, "/v1/shifts", map[string]any{"roleId": s.role, "sessionId": sessions[3]})
		return open["sessionConfirmed"] == true
	}, patience, pause, "it is asked again")
}

func TestOneProcessAnswersItselfWhenSessionsAre(t *testing.T) {
	deployments(t, func(t *testing.T, d *deployment) {
		s := d.schedule()
		session := s.sessions()[1]
		shift := s.plan(session)
		require.Equal(t, true, shift["sessionConfirmed"])
		require.Equal(t, "De Haven", shift["place"])
		off := s.rest("POST", fmt.Sprintf("/v1/sessions/%s/cancellations", session), s.staff, map[string]any{
			"reason": "CANCELLATION_REASON_WEATHER",
		})
		require.Less(t, off.status, 300, off.text)
		require.Eventually(t, func() bool {
			now := s.rest("GET", "/v1/shifts/"+shift["id"].(string), s.coordinator, nil).body
			return now["cancellationReason"] == "SHIFT_CANCELLATION_REASON_SESSION_CANCELLED"
		}, patience, pause)
	}, oneProcess)
}
