package api_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/ids"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/events"
)

// helperSubject and otherSubject are the logins of people who help.
const (
	helperSubject = "fatma.yilmaz"
	otherSubject  = "dieuwertje.xanten"
)

// helping answers the context of a caller who is let in as a volunteer, and by the roles that are added.
func (r *rig) helping(t testing.TB, subject string, more ...string) context.Context {
	return r.as(t, devissuer.Claims{Subject: subject, Roles: append([]string{"volunteer"}, more...)})
}

// loginOf answers a request to record a login of the development issuer.
func loginOf(personID, subject string) *volunteersv1.UpdatePersonLoginRequest {
	return &volunteersv1.UpdatePersonLoginRequest{PersonLogin: &volunteersv1.PersonLogin{
		PersonId: personID, Issuer: devissuer.Name, Subject: subject,
	}}
}

// login records the login of a person.
func (r *rig) login(t testing.TB, personID, subject string) *volunteersv1.PersonLogin {
	t.Helper()
	login, err := r.logins.UpdatePersonLogin(r.coordinator(t), loginOf(personID, subject))
	require.NoError(t, err)
	return login
}

// loginHash answers the hash under which a login of the development issuer is kept from now on.
func (r *rig) loginHash(subject string) string {
	return r.deps.Privacy.Lookup(events.Service, "login").Hash(devissuer.Name, subject)
}

// kept is somebody who helps, with something of every kind that is kept, by its id.
type kept struct {
	person, engagement, assignment, certificate, hours, claim, vacancy string

	agreement, shift, feed string
	keptOffers
}

// keptByNobody answers the ids of what is not there, beside a vacancy.
func keptByNobody(vacancy string) kept {
	return kept{
		person: ids.New(), engagement: ids.New(), assignment: ids.New(), certificate: ids.New(), hours: ids.New(), claim: ids.New(),
		vacancy: vacancy, agreement: ids.New(), shift: ids.New(), feed: ids.New(), keptOffers: keptOffers{
			swapped: ids.New(), offer: ids.New(), refusable: ids.New(), acceptable: ids.New(), given: ids.New(), wanted: ids.New(),
		},
	}
}

// ids answers all of them but the vacancy, which is of nobody.
func (k kept) ids() []string {
	return append(
		k.keptOffers.ids(), k.person, k.engagement, k.assignment, k.certificate, k.hours, k.claim, k.agreement, k.shift, k.feed,
	)
}

// everythingOf has something of every kind kept of a person, who has a login.
func (r *rig) everythingOf(t testing.TB, p *volunteersv1.Person, subject string, vacancy *volunteersv1.Vacancy) kept {
	t.Helper()
	added, err := r.createPerson(t, p)
	require.NoError(t, err)
	r.login(t, added.GetId(), subject)
	w := worker{person: domain.Person{ID: added.GetId()}, engagement: r.anEngagement(t, added.GetId())}
	w.role, w.assignment = r.moreWork(t, w.engagement.ID)
	k := kept{
		person: added.GetId(), engagement: w.engagement.ID, assignment: w.assignment.ID, vacancy: vacancy.GetId(),
		certificate: r.addCertificate(t, vog(t, added.GetId(), "2022-01-10")).GetId(),
		hours:       r.addHours(t, w.assignment, 1, 60).GetId(), claim: r.addClaim(t, travel(w.assignment, 425)).GetId(),
	}
	r.addAccount(t, w)
	k.agreement = r.drawUp(t, agreement(w.assignment.ID)).GetId()
	r.approveHours(t, r.addHours(t, w.assignment, 2, 60))
	feed, err := r.feeds.CreateCalendarFeed(r.coordinator(t), &volunteersv1.CreateCalendarFeedRequest{PersonId: k.person})
	require.NoError(t, err)
	k.feed = feed.GetId()
	k.shift, k.keptOffers = r.offersOf(t, w)
	return k
}
