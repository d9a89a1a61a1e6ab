package natsx_test

import (
	"fmt"
	"regexp"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/testkit"
)

// The partition of an aggregate is a promise: consumers that share a stream divide it by partition.
func TestPartitionOfAnAggregateNeverChanges(t *testing.T) {
	for id, partition := range map[string]string{
		"":                                     "p05",
		"a":                                    "p44",
		"hall":                                 "p50",
		"0190a5b2-7c3e-7d11-8f00-000000000001": "p39",
		"0190a5b2-7c3e-7d11-8f00-000000000002": "p58",
	} {
		require.Equal(t, "meedoen.rooms.v1.room.saved."+partition, natsx.Subject("rooms", "room", "saved", id), "%q", id)
		require.Equal(t, natsx.Partition(id), natsx.PartitionOf("meedoen.rooms.v1.room.saved."+partition), "%q", id)
		require.Equal(t, partition, fmt.Sprintf("p%02d", natsx.Partition(id)), "%q", id)
	}
}

func TestSubjectWithoutAPartitionIsInTheFirst(t *testing.T) {
	for _, subject := range []string{"", "meedoen", "meedoen.rooms.v1.room.saved", "a.p64", "a.p-1", "a.p", "a."} {
		require.Zero(t, natsx.PartitionOf(subject), subject)
	}
}

func TestAggregatesAreSpreadOverAllPartitions(t *testing.T) {
	seen := map[string]int{}
	for range 64 * 100 {
		subject := natsx.Subject("rooms", "room", "saved", ids.New())
		require.Regexp(t, regexp.MustCompile(`^meedoen\.rooms\.v1\.room\.saved\.p([0-5][0-9]|6[0-3])$`), subject)
		seen[subject]++
	}
	require.Len(t, seen, natsx.Partitions)
	for subject, n := range seen {
		require.Less(t, n, 200, "%s has its share of 100, more or less", subject)
	}
}

func TestStreamOfAServiceTakesItsSubjectsAndNoOthers(t *testing.T) {
	conn := testkit.NATS(t)
	stream, err := conn.DeclareStream(t.Context(), "rooms")
	require.NoError(t, err)
	require.Zero(t, stream.CachedInfo().State.LastSeq)
	ack, err := conn.JS.Publish(t.Context(), natsx.Subject("rooms", "room", "saved", "1"), nil)
	require.NoError(t, err)
	require.Equal(t, natsx.StreamName("rooms"), ack.Stream)
	require.Equal(t, "MEEDOEN_ROOMS", ack.Stream)
	_, err = conn.JS.Publish(t.Context(), natsx.Subject("halls", "hall", "saved", "1"), nil)
	require.ErrorIs(t, err, jetstream.ErrNoStreamResponse)
}

func TestStreamOfAnEarlierVersionKeepsIdsForLessLong(t *testing.T) {
	conn := testkit.NATS(t)
	_, err := conn.DeclareStream(t.Context(), "rooms")
	require.NoError(t, err)
	stream, err := conn.JS.Stream(t.Context(), natsx.StreamName("rooms"))
	require.NoError(t, err)
	cfg := stream.CachedInfo().Config
	now := cfg.Duplicates
	for was, becomes := range map[time.Duration]time.Duration{
		2 * time.Minute: now, 30 * time.Second: now, time.Hour: time.Hour, time.Second: time.Second,
	} {
		cfg.Duplicates = was
		_, err := conn.JS.UpdateStream(t.Context(), cfg)
		require.NoError(t, err)
		_, err = conn.DeclareStream(t.Context(), "rooms")
		require.NoError(t, err)
		stream, err := conn.JS.Stream(t.Context(), natsx.StreamName("rooms"))
		require.NoError(t, err)
		require.Equal(t, becomes, stream.CachedInfo().Config.Duplicates, "of %s", was)
	}
}

func TestStreamThatIsThereIsLeftAsItIs(t *testing.T) {
	conn := testkit.NATS(t)
	declared := func() jetstream.StreamState {
		stream, err := conn.DeclareStream(t.Context(), "rooms")
		require.NoError(t, err)
		return stream.CachedInfo().State
	}
	declared()
	require.Zero(t, declared().LastSeq)
	_, err := conn.JS.Publish(t.Context(), natsx.Subject("rooms", "room", "saved", "1"), nil)
	require.NoError(t, err)
	require.EqualValues(t, 1, declared().Msgs)

	stream, err := conn.JS.Stream(t.Context(), natsx.StreamName("rooms"))
	require.NoError(t, err)
	require.NoError(t, stream.Purge(t.Context()))
	require.Zero(t, declared().Msgs)
	require.EqualValues(t, 1, declared().LastSeq, "one that an operator purged is told from one that is new")
}

func TestServerDropsAMessageItHas(t *testing.T) {
	conn := testkit.NATS(t)
	_, err := conn.DeclareStream(t.Context(), "rooms")
	require.NoError(t, err)
	for _, duplicate := range []bool{false, true} {
		ack, err := conn.JS.Publish(t.Context(), natsx.Subject("rooms", "room", "saved", "1"), nil, jetstream.WithMsgID("x/1"))
		require.NoError(t, err)
		require.Equal(t, duplicate, ack.Duplicate)
	}
}

func TestReplicasAreRaisedAndNeverLowered(t *testing.T) {
	url := cluster(t, 3)
	for _, c := range []struct{ configured, want int }{{1, 1}, {3, 3}, {1, 3}, {0, 3}} {
		t.Run(fmt.Sprint(c.configured), func(t *testing.T) {
			conn, err := natsx.Connect("test", natsx.Config{URL: url, Replicas: c.configured}, "")
			require.NoError(t, err)
			defer conn.Close()
			_, err = conn.DeclareStream(t.Context(), "rooms")
			require.NoError(t, err)
			stream, err := conn.JS.Stream(t.Context(), natsx.StreamName("rooms"))
			require.NoError(t, err)
			require.Equal(t, c.want, stream.CachedInfo().Config.Replicas)
		})
	}
}
