package local

import (
	"sync"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
)

// maxKept is the capacity of the largest buffer, in bytes, that is kept for the next message.
const maxKept = 1 << 20

// buffers are those that messages are copied through. A copy goes over bytes as over a network: so whatever cannot travel, such
// as a text that is not UTF-8, is refused here too. To merge one message into another takes less than half of it, but with a
// check of the texts several times as much: reflection costs more than the code that is made for bytes.
type buffers struct{ pool sync.Pool }

// copyInto makes to what from says; they share nothing. It refuses what could not be sent, and what is larger than its sender or
// its receiver has it, in bytes; 0: no limit.
func (b *buffers) copyInto(to, from any, maxSend, maxTake int) error {
	buffer, kept := b.pool.Get().(*[]byte)
	if !kept {
		buffer = new([]byte)
	}
	bytes, err := encode((*buffer)[:0], from, maxSend)
	if err == nil {
		err = decode(bytes, to, maxTake)
	}
	if *buffer = bytes; cap(bytes) <= maxKept {
		b.pool.Put(buffer)
	}
	return err
}

// encode appends the bytes of a message to buffer.
func encode(buffer []byte, m any, maxSend int) ([]byte, error) {
	message, is := m.(proto.Message)
	if !is {
		return buffer, status.Errorf(codes.Internal, "grpc: error while marshaling: %T is not a proto message", m)
	}
	bytes, err := proto.MarshalOptions{}.MarshalAppend(buffer, message)
	if err != nil {
		return buffer, status.Errorf(codes.Internal, "grpc: error while marshaling: %v", err)
	}
	if size := len(bytes) - len(buffer); maxSend > 0 && size > maxSend {
		return bytes, status.Errorf(codes.ResourceExhausted, "trying to send message larger than max (%d vs. %d)", size, maxSend)
	}
	return bytes, nil
}

// decode makes m what bytes say. It keeps none of them.
func decode(bytes []byte, m any, maxTake int) error {
	message, is := m.(proto.Message)
	if !is {
		return status.Errorf(codes.Internal, "grpc: failed to unmarshal the received message: %T is not a proto message", m)
	}
	if maxTake > 0 && len(bytes) > maxTake {
		return status.Errorf(codes.ResourceExhausted, "grpc: received message larger than max (%d vs. %d)", len(bytes), maxTake)
	}
	if err := proto.Unmarshal(bytes, message); err != nil {
		return status.Errorf(codes.Internal, "grpc: failed to unmarshal the received message: %v", err)
	}
	return nil
}
