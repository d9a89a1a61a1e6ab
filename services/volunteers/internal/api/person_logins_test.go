package api_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/encoding/protojson"

	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/testkit/servicetest"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/api"
)

func (r *rig) ownPerson(t testing.TB, subject string) (string, error) {
	t.Helper()
	answer, err := r.people.GetOwnPerson(r.helping(t, subject), &volunteersv1.GetOwnPersonRequest{})
	return answer.GetPerson().GetId(), err
}

func TestLoginIsOfOnePersonAndCanBeReplaced(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		p, other := r.aPerson(t), r.aPerson(t)
		ctx := r.coordinator(t)
		get := &volunteersv1.GetPersonLoginRequest{PersonId: p.ID}
		r.refuses(t, gone("LOGIN_NOT_FOUND"), func() error { _, err := r.logins.GetPersonLogin(ctx, get); return err })
		first := r.login(t, p.ID, helperSubject)
		require.Empty(t, first.GetSubject()+first.GetIssuer(), "it is not answered: nobody can read it any more")
		kept, err := r.logins.GetPersonLogin(ctx, get)
		require.NoError(t, err)
		requireProto(t, first, kept)
		id, err := r.ownPerson(t, helperSubject)
		require.NoError(t, err)
		require.Equal(t, p.ID, id)

		taken := refusal{code: codes.AlreadyExists, reason: "LOGIN_TAKEN"}
		r.refuses(t, taken, func() error {
			_, err := r.logins.UpdatePersonLogin(ctx, loginOf(other.ID, helperSubject))
			require.NotContains(t, err.Error(), p.ID)
			return err
		})
		stale := loginOf(p.ID, "fatma.demir")
		stale.PersonLogin.Etag = "9"
		r.refuses(t, refusal{code: codes.Aborted, reason: "ETAG_MISMATCH"}, func() error {
			_, err := r.logins.UpdatePersonLogin(ctx, stale)
			return err
		})
		stale.PersonLogin.Etag = first.GetEtag()
		second, err := r.logins.UpdatePersonLogin(ctx, stale)
		require.NoError(t, err)
		require.NotEqual(t, first.GetEtag(), second.GetEtag())
		requireProto(t, first.GetCreateTime(), second.GetCreateTime())
		_, err = r.ownPerson(t, helperSubject)
		require.Equal(t, "LOGIN_UNKNOWN", reasonOf(err), "the one before counts no more")
		r.login(t, other.ID, helperSubject)

		_, err = r.logins.DeletePersonLogin(ctx, &volunteersv1.DeletePersonLoginRequest{PersonId: p.ID, Etag: second.GetEtag()})
		require.NoError(t, err)
		_, err = r.ownPerson(t, "fatma.demir")
		require.Equal(t, "LOGIN_UNKNOWN", reasonOf(err))
		r.refuses(t, gone("LOGIN_NOT_FOUND"), func() error {
			_, err := r.logins.DeletePersonLogin(ctx, &volunteersv1.DeletePersonLoginRequest{PersonId: p.ID})
			return err
		})
	})
}

func TestLoginThatCannotBeIsRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		p, ctx := r.aPerson(t), r.coordinator(t)
		for name, tt := range map[string]struct {
			personID, issuer, subject string
			want                      refusal
		}{
			"an issuer whose tokens do not count": {p.ID, "https://elsewhere.example", "fatma", invalid("person_login.issuer ISSUER_UNKNOWN")},
			"nobody":                              {ids.New(), devissuer.Name, "fatma", gone("PERSON_NOT_FOUND")},
		} {
			t.Run(name, func(t *testing.T) {
				r.refuses(t, tt.want, func() error {
					_, err := r.logins.UpdatePersonLogin(ctx, &volunteersv1.UpdatePersonLoginRequest{
						PersonLogin: &volunteersv1.PersonLogin{PersonId: tt.personID, Issuer: tt.issuer, Subject: tt.subject},
					})
					return err
				})
			})
		}
		for _, subject := range []string{"", " fatma", "fatma\n", strings.Repeat("f", 256)} {
			before := r.state(t)
			_, err := r.logins.UpdatePersonLogin(ctx, loginOf(p.ID, subject))
			require.Equal(t, "REQUEST_INVALID", reasonOf(err), "%q", subject)
			require.Equal(t, before, r.state(t))
		}
	})
}

func TestLoginIsGivenOnceAlsoAtTheSameTime(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		people := make([]string, 6)
		for i := range people {
			people[i] = r.aPerson(t).ID
		}
		ctx, given := r.coordinator(t), 0
		for _, err := range together(len(people), func(i int) error {
			_, err := r.logins.UpdatePersonLogin(ctx, loginOf(people[i], helperSubject))
			return err
		}) {
			if err == nil {
				given++
				continue
			}
			require.Equal(t, "LOGIN_TAKEN", reasonOf(err), "%v", err)
		}
		require.Equal(t, 1, given)
	})
}

func TestLoginIsFoundAfterAChangeOfKeys(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		p, other := r.aPerson(t), r.aPerson(t)
		r.login(t, p.ID, helperSubject)
		r.changeKeys(t, "b", "a")

		id, err := r.ownPerson(t, helperSubject)
		require.NoError(t, err)
		require.Equal(t, p.ID, id)
		r.refuses(t, refusal{code: codes.AlreadyExists, reason: "LOGIN_TAKEN"}, func() error {
			_, err := r.logins.UpdatePersonLogin(r.coordinator(t), loginOf(other.ID, helperSubject))
			return err
		})
		require.Zero(t, r.count(t, "person_login", "login_hash", r.loginHash(helperSubject)))
		r.login(t, p.ID, helperSubject)
		require.Equal(t, 1, r.count(t, "person_login", "login_hash", r.loginHash(helperSubject)), "by the key of today")
	})
}

// changeKeys has logins served with other keys, the one of today first.
func (r *rig) changeKeys(t testing.TB, letters ...string) {
	t.Helper()
	r.deps.Privacy = servicetest.OpenKeys(t, r.keys, r.clock, letters...)
	server := r.server(t)
	volunteersv1.RegisterPersonServiceServer(server, &api.People{Deps: r.deps})
	volunteersv1.RegisterPersonLoginServiceServer(server, &api.PersonLogins{Deps: r.deps})
	conn := servicetest.Serve(t, server, grpcx.ClientConfig{Timeout: patience})
	r.people, r.logins = volunteersv1.NewPersonServiceClient(conn), volunteersv1.NewPersonLoginServiceClient(conn)
}

func TestErasureForgetsTheLoginAndAnExportTellsOfIt(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		_, theirs, _ := r.twoHelpers(t)
		ctx := r.helping(t, otherSubject)
		for _, c := range r.ownCalls() {
			_, err := c.call(ctx, theirs)
			require.NoError(t, err, c.method)
		}
		export, err := r.people.ExportPerson(ctx, &volunteersv1.ExportPersonRequest{PersonId: theirs.person})
		require.NoError(t, err)
		require.Equal(t, "1", export.GetPersonLogin().GetEtag())
		text, err := protojson.Marshal(export)
		require.NoError(t, err)
		require.NotContains(t, string(text), otherSubject)

		_, err = r.erase(t, theirs.person, "")

		require.NoError(t, err)
		require.Zero(t, r.count(t, "person_login", "person_id", theirs.person))
		for table, rows := range r.state(t) {
			require.NotContains(t, strings.Join(rows, "\n"), otherSubject, "%s knows who recorded, but not by that name", table)
		}
		_, err = r.ownPerson(t, otherSubject)
		require.Equal(t, "LOGIN_UNKNOWN", reasonOf(err))
		r.refuses(t, gone("PERSON_ERASED"), func() error {
			_, err := r.logins.UpdatePersonLogin(r.coordinator(t), loginOf(theirs.person, otherSubject))
			return err
		})
		r.login(t, r.aPerson(t).ID, otherSubject)
	})
}
