package natsx

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// Partitions is the fixed number of parts the events of a stream fall into, by the id of the aggregate they speak of, so
// that several consumers can share a stream without two of them meeting the same aggregate. It never changes.
const Partitions = 64

// StreamName answers the name of the stream of a service.
func StreamName(service string) string { return "MEEDOEN_" + strings.ToUpper(service) }

// Subject answers the subject of an event: "meedoen.<service>.v1.<noun>.<event>.<pNN>". It holds no id.
func Subject(service, noun, event, aggregateID string) string {
	return fmt.Sprintf("meedoen.%s.v1.%s.%s.p%02d", service, noun, event, Partition(aggregateID))
}

// Filter answers what the subjects of an event of all aggregates match.
func Filter(service, noun, event string) string {
	return "meedoen." + service + ".v1." + noun + "." + event + ".*"
}

// Partition answers the part, 0 to Partitions-1, in which the events that speak of an aggregate are.
func Partition(aggregateID string) int {
	h := fnv.New32a()
	h.Write([]byte(aggregateID))
	return int(h.Sum32() % Partitions)
}

// PartitionOf answers the part that a subject names. One that names none, which no service publishes, is in the first.
func PartitionOf(subject string) int {
	n, err := strconv.Atoi(strings.TrimPrefix(subject[strings.LastIndexByte(subject, '.')+1:], "p"))
	if err != nil || n < 0 || n >= Partitions {
		return 0
	}
	return n
}

// duplicates is the time within which the server drops a second message with the same id: enough for what is sent again because
// no answer came (ackWait), or because who sent it stopped before it noted that. The server keeps the id of each message so long
// in memory, some 150 bytes. It saves room in the stream and no more: what comes later, or with another id, a consumer knows.
const duplicates = ackWait + ackWait/2

// duplicatesBefore says whether it was so in streams that earlier versions declared.
func duplicatesBefore(d time.Duration) bool { return d == 2*time.Minute || d == 3*ackWait }

// DeclareStream creates the stream of a service, or raises its replicas; it never lowers them. What an operator set otherwise
// stays. Only the service that publishes to a stream declares it.
func (c *Conn) DeclareStream(ctx context.Context, service string) (jetstream.Stream, error) {
	want := jetstream.StreamConfig{
		Name:       StreamName(service),
		Subjects:   []string{"meedoen." + service + ".>"},
		Storage:    jetstream.FileStorage,
		Replicas:   max(1, c.Replicas),
		Duplicates: duplicates,
	}
	stream, err := c.JS.Stream(ctx, want.Name)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		stream, err = c.JS.CreateStream(ctx, want)
	}
	if err != nil {
		return nil, err
	}
	info := stream.CachedInfo()
	have := info.Config
	have.Replicas = max(have.Replicas, want.Replicas)
	if duplicatesBefore(have.Duplicates) {
		have.Duplicates = want.Duplicates
	}
	if have.Replicas != info.Config.Replicas || have.Duplicates != info.Config.Duplicates {
		return c.JS.UpdateStream(ctx, have)
	}
	return stream, nil
}
