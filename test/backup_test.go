package test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// meedoen runs a command of the program on a data folder, and answers what it prints.
func meedoen(data string, args ...string) (string, error) {
	out, err := exec.Command(filepath.Join(binaries, "meedoen"), append(args, "--data", data)...).CombinedOutput()
	return string(out), err
}

// headCounts answers requests for counts at a new community centre, no two of them alike.
func headCounts(t *testing.T, s *suite) []*activitiesv1.CreateHeadCountRequest {
	conn := s.dial("importer")
	location, err := activitiesv1.NewLocationServiceClient(conn).CreateLocation(t.Context(), &activitiesv1.CreateLocationRequest{
		Location: &activitiesv1.Location{
			DisplayName: "Centrum", Kind: activitiesv1.LocationKind_LOCATION_KIND_COMMUNITY_CENTRE, WijkCode: "WK003401",
			WijkYear: 2022, OpeningDate: "2010-01-01",
		},
	})
	require.NoError(t, err)
	programme, err := activitiesv1.NewProgrammeServiceClient(conn).CreateProgramme(t.Context(), &activitiesv1.CreateProgrammeRequest{
		Programme: &activitiesv1.Programme{
			Code: "buurtcentra", DisplayName: "Buurtcentra", Theme: activitiesv1.Theme_THEME_MEETING, StartDate: "2010-01-01",
		},
	})
	require.NoError(t, err)
	var requests []*activitiesv1.CreateHeadCountRequest
	for i := range 600 {
		requests = append(requests, &activitiesv1.CreateHeadCountRequest{
			RequestId: uuid.NewString(),
			HeadCount: &activitiesv1.HeadCount{
				LocationId: location.GetId(), ProgrammeId: programme.GetId(), Date: fmt.Sprintf("2022-%02d-%02d", 1+i%12, 1+i%28),
				PartOfDay: activitiesv1.PartOfDay_PART_OF_DAY_MORNING, Method: activitiesv1.CountMethod_COUNT_METHOD_TALLY,
				Count: int32(1 + i),
			},
		})
	}
	return requests
}

// record records counts, and answers those that were acknowledged, by id. The sequence ends with the first that is not.
func record(t *testing.T, client activitiesv1.HeadCountServiceClient, requests []*activitiesv1.CreateHeadCountRequest) map[string]int32 {
	acknowledged := map[string]int32{}
	for _, r := range requests {
		recorded, err := client.CreateHeadCount(t.Context(), r)
		if err != nil {
			t.Error(err)
			break
		}
		acknowledged[recorded.GetId()] = recorded.GetCount()
	}
	return acknowledged
}

func sumOf(counts map[string]int32) (sum int) {
	for _, count := range counts {
		sum += int(count)
	}
	return sum
}

func TestBackupWhileCallersRecordRestoresWhatWasAcknowledgedBefore(t *testing.T) {
	p := start(t, "up", t.TempDir())
	requests := headCounts(t, p.suite)
	client := activitiesv1.NewHeadCountServiceClient(p.dial("importer"))
	before := record(t, client, requests[:100])
	p.figures() // reporting has counted some

	file := filepath.Join(t.TempDir(), "backup.tar.zst")
	var wg sync.WaitGroup
	begun := make(chan struct{}, 4)
	for caller := range 4 {
		mine := requests[100+caller*100 : 200+caller*100]
		wg.Go(func() {
			record(t, client, mine[:1])
			begun <- struct{}{}
			record(t, client, mine[1:])
		})
	}
	for range 4 {
		<-begun
	}
	out, err := meedoen(p.data, "backup", file)
	require.NoError(t, err, out)
	require.Contains(t, out, "Backed up into "+file)
	require.Regexp(t, `reporting\.db .*\nsupport\.db .*\ndebtcounselling\.db .*\nvolunteers\.db .*\nactivities\.db `, out, "who hears events first")
	wg.Wait()
	record(t, client, requests[500:])
	all := storedCounts(t, p.suite)
	require.Len(t, all, len(requests))
	require.Equal(t, sumOf(all), p.figures()["centre-visits"])

	out, err = meedoen(p.data, "restore", file, "--replace")
	require.Error(t, err)
	require.Contains(t, out, "is in use by another process of meedoen")
	p.stop()

	t.Run("into an empty folder", func(t *testing.T) {
		data := filepath.Join(t.TempDir(), "data")
		out, err := meedoen(data, "restore", file)
		require.NoError(t, err, out)
		restoredAndRecords(t, start(t, "up", data), before, all, requests)
	})
	t.Run("over what is there", func(t *testing.T) {
		out, err := meedoen(p.data, "restore", file)
		require.Error(t, err)
		require.Contains(t, out, "set them aside with --replace")
		p.again("up")
		require.Len(t, storedCounts(t, p.suite), len(requests), "a refusal changes nothing")
		p.stop()
		out, err = meedoen(p.data, "restore", file, "--replace")
		require.NoError(t, err, out)
		require.Contains(t, out, "What was there before is in "+p.data+"/replaced-")
		p.again("up")
		restoredAndRecords(t, p, before, all, requests)
		p.stop()
		aside, err := filepath.Glob(filepath.Join(p.data, "replaced-*"))
		require.NoError(t, err)
		require.Len(t, aside, 1)
		replaced := start(t, "up", aside[0])
		require.Equal(t, all, storedCounts(t, replaced.suite))
		require.Equal(t, sumOf(all), replaced.figures()["centre-visits"])
	})
}

// restoredAndRecords requires that a process which was restored has every count of before and some of all, that each is
// counted exactly once, and that it records on.
func restoredAndRecords(
	t *testing.T, p *process, before, all map[string]int32, requests []*activitiesv1.CreateHeadCountRequest,
) {
	stored := storedCounts(t, p.suite)
	for id, count := range before {
		require.Equal(t, count, stored[id], "what was acknowledged before the backup began is there")
	}
	require.GreaterOrEqual(t, len(stored), len(before)+4)
	require.Less(t, len(stored), len(all))
	for id, count := range stored {
		require.Equal(t, all[id], count)
	}
	require.Equal(t, sumOf(stored), p.figures()["centre-visits"], "every stored count is counted once")

	// Who was told that its count is stored may send it again: the backup knows which it has.
	record(t, activitiesv1.NewHeadCountServiceClient(p.dial("importer")), requests)
	again := storedCounts(t, p.suite)
	require.Len(t, again, len(requests))
	require.Equal(t, sumOf(all), sumOf(again))
	require.Equal(t, sumOf(all), p.figures()["centre-visits"])
	require.NotContains(t, p.out.String(), "level=ERROR")
}

func TestRestoreThatIsInterruptedIsFinishedByTheProcessThatStarts(t *testing.T) {
	p := start(t, "up", t.TempDir())
	requests := headCounts(t, p.suite)
	record(t, activitiesv1.NewHeadCountServiceClient(p.dial("importer")), requests[:10])
	stored := storedCounts(t, p.suite)
	file := filepath.Join(t.TempDir(), "backup.tar.zst")
	out, err := meedoen(p.data, "backup", file)
	require.NoError(t, err, out)
	p.stop()

	// As a kill leaves it after the first database was set aside.
	data := t.TempDir()
	out, err = meedoen(data, "restore", file)
	require.NoError(t, err, out)
	require.NoError(t, os.Mkdir(filepath.Join(data, ".restore"), 0o700))
	require.NoError(t, os.Mkdir(filepath.Join(data, "replaced-x"), 0o700))
	for _, name := range []string{"activities.db", "volunteers.db", "debtcounselling.db", "support.db", "reporting.db"} {
		require.NoError(t, os.Rename(filepath.Join(data, name), filepath.Join(data, ".restore", name)))
	}
	require.NoError(t, os.WriteFile(filepath.Join(data, "activities.db"), []byte("old"), 0o600))
	plan, err := json.Marshal(map[string]any{
		"archive": file, "aside": "replaced-x", "old": []string{"activities.db"},
		"new": []string{"reporting.db", "support.db", "debtcounselling.db", "volunteers.db", "activities.db"},
	})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(data, ".restore.json"), plan, 0o600))

	q := start(t, "up", data)
	require.Contains(t, q.out.String(), "was interrupted and has been finished now; what was there before is in replaced-x")
	require.Equal(t, stored, storedCounts(t, q.suite))
	require.Equal(t, sumOf(stored), q.figures()["centre-visits"])
	old, err := os.ReadFile(filepath.Join(data, "replaced-x", "activities.db"))
	require.NoError(t, err)
	require.Equal(t, "old", strings.TrimSpace(string(old)))
}
