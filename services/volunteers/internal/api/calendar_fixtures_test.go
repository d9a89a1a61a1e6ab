package api_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-ical"
	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/period"
	"github.com/deschoor/meedoen/platform/testkit/servicetest"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/events"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// plannedShift is worked for an hour from a local time on, where change does not say otherwise.
func (r *rig) plannedShift(t testing.TB, w worker, local string, change ...func(*domain.Shift)) domain.Shift {
	t.Helper()
	start, err := time.ParseInLocation("2006-01-02 15:04", local, r.deps.Zone)
	require.NoError(t, err)
	sh := domain.Shift{
		ID: ids.New(), RoleID: w.role.ID, AssignmentID: w.assignment.ID, PersonID: w.person.ID, Date: civil.DateOf(start),
		Period: period.Period{Start: start, End: start.Add(time.Hour)}, State: domain.ShiftPlanned, Version: 1,
		Created: r.deps.Clock.Now(), Updated: r.deps.Clock.Now(),
	}
	for _, c := range change {
		c(&sh)
	}
	r.write(t, func(ctx context.Context, s store.Store) error { return s.InsertShifts(ctx, []domain.Shift{sh}) })
	return sh
}

// asVolunteerOf answers the context of a volunteer whose login is of a person.
func (r *rig) asVolunteerOf(t testing.TB, personID string) context.Context {
	t.Helper()
	subject := "login-" + personID
	hash := r.deps.Privacy.Lookup(events.Service, "login").Hashes(r.issuer.Issuer().Name, subject)[0]
	r.exec(t, `INSERT INTO person_login (person_id, login_hash, version, created_at, updated_at) VALUES ($1, $2, 1, 0, 0)`, personID, hash)
	return r.as(t, devissuer.Claims{Subject: subject, Roles: []string{"volunteer"}})
}

func (r *rig) exec(t testing.TB, statement string, args ...any) {
	t.Helper()
	servicetest.Exec(t, r.db, statement, args...)
}

func (r *rig) addFeed(t testing.TB, personID string) *volunteersv1.CalendarFeed {
	t.Helper()
	f, err := r.feeds.CreateCalendarFeed(r.coordinator(t), &volunteersv1.CreateCalendarFeedRequest{PersonId: personID})
	require.NoError(t, err)
	return f
}

// secretOf answers the secret in the address of a feed.
func secretOf(t testing.TB, f *volunteersv1.CalendarFeed) string {
	t.Helper()
	require.Regexp(t, `^/agendas/[A-Za-z0-9_-]{43}\.ics$`, f.GetAddress())
	return strings.TrimSuffix(strings.TrimPrefix(f.GetAddress(), "/agendas/"), ".ics")
}

// getCalendar reads a calendar as a phone does, without a token.
func (r *rig) getCalendar(t testing.TB, secret string) (*volunteersv1.Calendar, error) {
	t.Helper()
	return r.feeds.GetCalendar(t.Context(), &volunteersv1.GetCalendarRequest{Secret: secret})
}

// shown answers what stands in the calendar of a feed, each as its properties, by id of the shift.
func (r *rig) shown(t testing.TB, secret string) map[string]map[string]string {
	t.Helper()
	c, err := r.getCalendar(t, secret)
	require.NoError(t, err)
	read, err := ical.NewDecoder(strings.NewReader(string(c.GetContent()))).Decode()
	require.NoError(t, err)
	shown := map[string]map[string]string{}
	for _, e := range read.Events() {
		properties := map[string]string{}
		for name, list := range e.Props {
			properties[name] = list[0].Value
		}
		shown[strings.TrimSuffix(properties["UID"], "@meedoen")] = properties
	}
	return shown
}
