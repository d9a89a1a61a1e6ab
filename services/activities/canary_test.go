package activities_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/fieldmaskpb"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/telemetry"
	"github.com/deschoor/meedoen/platform/testkit"
	"github.com/deschoor/meedoen/platform/testkit/servicetest"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities"
)

// canaries are what is known of a person, written nowhere else.
func canaries() []string {
	return []string{"dieuwertje", "xanten", "kwikstaart", "evrard", "1990-05-06", "1357 9246", "13579246"}
}

func requireNone(t *testing.T, where, text string) {
	t.Helper()
	lower := strings.ToLower(text)
	for _, canary := range canaries() {
		require.False(t, strings.Contains(lower, canary), "%s tells %q", where, canary)
	}
}

// person is who is written everywhere that a person can be.
func person() *activitiesv1.Participant {
	return &activitiesv1.Participant{
		GivenName: "Dieuwertje", Surname: "van Xanten-Evrard", BirthDate: proto.String("1990-05-06"), Email: "kwikstaart@xanten.example",
		Telephone: "06 1357 9246",
	}
}

// writePerson has everything done with a person that can be, well and badly, and answers the id of one that is not erased.
func writePerson(t *testing.T, p *process, s *servicetest.Said) (id string) {
	t.Helper()
	people, ctx := activitiesv1.NewParticipantServiceClient(p.conn), p.as(t, "activities.staff")
	add := func(change func(*activitiesv1.Participant)) (*activitiesv1.Participant, error) {
		who := person()
		change(who)
		return people.CreateParticipant(ctx, &activitiesv1.CreateParticipantRequest{Participant: who, RequestId: "0193a4b2-0000-7000-8000-00000000000" + fmt.Sprint(len(who.GetSurname())%10)})
	}
	var ids []string
	for _, more := range []string{"", "e", "ee"} {
		who, err := add(func(p *activitiesv1.Participant) { p.Surname += more })
		require.NoError(t, err)
		ids = append(ids, who.GetId())
	}
	for _, bad := range []func(*activitiesv1.Participant){
		func(p *activitiesv1.Participant) { p.Email, p.Telephone = "kwikstaart", "1357 9246 xanten" },
		func(p *activitiesv1.Participant) { p.BirthYear, p.WijkCode = 3000, "xanten" },
		func(p *activitiesv1.Participant) { p.GivenName = strings.Repeat("Dieuwertje", 20) },
	} {
		_, err := add(bad)
		require.Error(t, err)
		requireNone(t, "an error", err.Error())
	}
	_, err := people.UpdateParticipant(ctx, &activitiesv1.UpdateParticipantRequest{
		Participant: &activitiesv1.Participant{Id: ids[0], GivenName: "Dieuwertje K."}, UpdateMask: &fieldmaskpb.FieldMask{Paths: []string{"given_name"}},
	})
	require.NoError(t, err)
	_, err = people.SearchParticipants(ctx, &activitiesv1.SearchParticipantsRequest{Surname: "van Xanten-Evrard", BirthDate: "1990-05-06"})
	require.NoError(t, err)
	_, err = people.CreateParticipantMerge(ctx, &activitiesv1.CreateParticipantMergeRequest{ParticipantId: ids[0], Merge: &activitiesv1.ParticipantMerge{DuplicateId: ids[1]}})
	require.NoError(t, err)
	_, err = people.ExportParticipant(ctx, &activitiesv1.ExportParticipantRequest{ParticipantId: ids[0]})
	require.NoError(t, err)
	_, err = people.CreateParticipantErasure(ctx, &activitiesv1.CreateParticipantErasureRequest{ParticipantId: ids[0]})
	require.NoError(t, err)
	require.Contains(t, s.String(), "InsertParticipant", "spans are heard")
	require.Contains(t, s.String(), "CreateParticipant", "lines are heard")
	return ids[2]
}

func TestNothingThatIsKeptOrSaidNamesAPerson(t *testing.T) {
	dir, heard := t.TempDir(), &servicetest.Said{}
	d := deps(t, testkit.NATS(t))
	tel, err := telemetry.New(t.Context(), telemetry.Options{
		Service: activities.Name, LogWriter: heard, LogLevel: slog.LevelDebug, Spans: []sdktrace.SpanProcessor{heard},
	})
	require.NoError(t, err)
	d.Telemetry = tel
	cfg, err := privacy.Config{}.InFolder(dir)
	require.NoError(t, err)
	d.Privacy, err = privacy.Open(t.Context(), cfg, clock.System(), sqldb.Options{Tracer: tel.Tracer})
	require.NoError(t, err)
	require.NoError(t, d.Privacy.Migrate(t.Context()))
	p := startWith(t, d, at("sqlite:"+filepath.Join(dir, "activities.db")))

	id := writePerson(t, p, heard)

	for _, event := range p.stream(t) {
		requireNone(t, "an event", fmt.Sprint(event))
		requireNone(t, "an event", string(event.Data))
	}
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Greater(t, len(files), 5, "both databases, their logs, two keys")
	idFound := false
	for _, f := range files {
		content, err := os.ReadFile(filepath.Join(dir, f.Name()))
		require.NoError(t, err)
		requireNone(t, f.Name(), string(content))
		idFound = idFound || bytes.Contains(content, []byte(id))
	}
	require.True(t, idFound, "the search finds what is there")
	p.stop()
	require.NoError(t, d.Privacy.Close())
	require.NoError(t, tel.Shutdown(context.WithoutCancel(t.Context())))
	requireNone(t, "the log", heard.String())
}
