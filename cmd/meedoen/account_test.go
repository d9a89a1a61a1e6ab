package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/auth/devissuer"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// accountRig is a process of which a year was recorded.
type accountRig struct {
	*running
	t *testing.T
}

func newAccountRig(t *testing.T) accountRig {
	r := accountRig{running: runWith(t, "", func(*Config) {}), t: t}
	conn, err := calling{
		address: r.tcp.Addr().String(), as: devissuer.Claims{Subject: "import", Roles: []string{"importer", "activities.staff"}},
	}.connect(r.cfg)
	require.NoError(t, err)
	defer conn.Close()
	location, err := activitiesv1.NewLocationServiceClient(conn).CreateLocation(t.Context(), &activitiesv1.CreateLocationRequest{
		Location: &activitiesv1.Location{
			DisplayName: "Buurtkamer", Kind: activitiesv1.LocationKind_LOCATION_KIND_NEIGHBOURHOOD_ROOM, WijkCode: "WK003401",
			WijkYear: 2022, Stadsdeel: "haven", OpeningDate: "2010-01-01",
		},
	})
	require.NoError(t, err)
	programme, err := activitiesv1.NewProgrammeServiceClient(conn).CreateProgramme(t.Context(), &activitiesv1.CreateProgrammeRequest{
		Programme: &activitiesv1.Programme{
			Code: "buurtkamers", DisplayName: "Buurtkamers", Theme: activitiesv1.Theme_THEME_MEETING, StartDate: "2010-01-01",
		},
	})
	require.NoError(t, err)
	_, err = activitiesv1.NewHeadCountServiceClient(conn).CreateHeadCount(t.Context(), &activitiesv1.CreateHeadCountRequest{
		HeadCount: &activitiesv1.HeadCount{
			LocationId: location.GetId(), ProgrammeId: programme.GetId(), Date: "2022-03-15", Count: 40,
			PartOfDay: activitiesv1.PartOfDay_PART_OF_DAY_MORNING, Method: activitiesv1.CountMethod_COUNT_METHOD_TALLY,
		},
	})
	require.NoError(t, err)
	return r
}

func (r accountRig) account(args ...string) (string, error) {
	args = append([]string{"account"}, args...)
	return command(r.t, append(args, "--data", r.cfg.Data, "--address", r.tcp.Addr().String())...)
}

func TestAccountIsPublishedShownAndVerified(t *testing.T) {
	r := newAccountRig(t)
	out, err := r.account("publish", "2022")
	require.NoError(t, err)
	require.Contains(t, out, "The account of 2022 is published as edition 1 of ")
	_, print, found := strings.Cut(out, "Fingerprint ")
	require.True(t, found)

	out, err = r.account("publish", "2022")
	require.NoError(t, err)
	require.Contains(t, out, print, "nothing changed")

	out, err = r.account("show", "2022", "--edition", "1")
	require.NoError(t, err)
	require.Contains(t, out, "Verantwoording 2022, editie 1")
	require.Contains(t, out, "Editie 1 van ")
	require.Regexp(t, `Buurtkamers: bezoeken +40 +40`, out)
	out, err = r.account("show", "2022")
	require.NoError(t, err)
	require.Contains(t, out, "zoals die nu is")

	out, err = r.account("verify", "--year", "2022", "--edition", "1")
	require.NoError(t, err)
	require.Contains(t, out, "The signature holds: edition 1 of the account of 2022, signed with key ")
	require.Contains(t, out, print)

	file := filepath.Join(t.TempDir(), "edition.jws")
	signed := r.signed(1)
	require.NoError(t, os.WriteFile(file, []byte(signed+"\n"), 0o600))
	out, err = r.account("verify", file)
	require.NoError(t, err)
	require.Contains(t, out, print)
	parts := strings.Split(signed, ".")
	require.NoError(t, os.WriteFile(file, []byte(parts[0]+"."+parts[1][:len(parts[1])-4]+"fQ."+parts[2]), 0o600))
	_, err = r.account("verify", file)
	require.ErrorContains(t, err, "the signature does not hold")
	_, err = r.account("verify", file, "--year", "2022", "--edition", "1")
	require.ErrorContains(t, err, "either a file")
}

// signed answers the signed content of an edition of 2022.
func (r accountRig) signed(number int32) string {
	conn, err := calling{
		address: r.tcp.Addr().String(), as: devissuer.Claims{Subject: "reader", Roles: []string{"auditor"}},
	}.connect(r.cfg)
	require.NoError(r.t, err)
	defer conn.Close()
	edition, err := reportingv1.NewAccountServiceClient(conn).GetAccountEdition(r.t.Context(),
		&reportingv1.GetAccountEditionRequest{Year: 2022, Edition: number})
	require.NoError(r.t, err)
	return edition.GetSignedContent()
}

func TestYearThatHasNotEndedIsPublishedWhereItIsAskedFor(t *testing.T) {
	r := newAccountRig(t)
	_, err := r.account("publish", "2999")
	require.ErrorContains(t, err, "PERIOD_NOT_OVER")
	require.ErrorContains(t, err, "ACCOUNT_EMPTY")
	_, err = r.account("publish", "2999", "--provisional")
	require.ErrorContains(t, err, "ACCOUNT_EMPTY")
	require.NotContains(t, err.Error(), "PERIOD_NOT_OVER")
	_, err = r.account("publish", "next")
	require.ErrorContains(t, err, "no year")
	_, err = r.account("show", "2022", "--edition", "3")
	require.ErrorContains(t, err, "EDITION_NOT_FOUND")
}
