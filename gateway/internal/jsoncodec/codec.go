// Package jsoncodec reads and writes messages as JSON as protojson does, some eight times as fast. protojson looks at the
// descriptor of each field of each message anew, and copies what it finds several times; here that is done once for a kind of
// message, and what is left to do stands in a list.
//
// It reads and writes what the contract of the REST API is made of, and leaves everything else to protojson: what it does not
// know, what is rarely written so, and whatever is wrong, so that one place says what is wrong. What it does take it takes as
// protojson would, byte for byte but for the spaces that protojson adds at random.
package jsoncodec

import (
	"reflect"
	"sync"

	"google.golang.org/protobuf/proto"
)

// Codec reads and writes messages. The zero value is ready, and many may use it at once.
type Codec struct {
	plans sync.Map // of a *plan by the reflect.Type of its struct, nil for what is left to protojson
}

// New answers a codec that knows no message yet: it looks at each kind when the first of it comes.
func New() *Codec { return &Codec{} }

// Marshal answers m in JSON as protojson does with EmitDefaultValues; false where that is left to protojson.
func (c *Codec) Marshal(m proto.Message) (content []byte, ok bool) {
	v := reflect.ValueOf(m)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return nil, false
	}
	p := c.plan(v.Type().Elem())
	if p == nil {
		return nil, false
	}
	content, ok = p.append(make([]byte, 0, p.size()), v.Elem())
	if ok {
		p.note(len(content))
	}
	return content, ok
}

// Unmarshal sets the message that into points to, or to a pointer to which it points, to what content says; false where that is
// left to protojson, which then begins with an empty message.
func (c *Codec) Unmarshal(content []byte, into any) bool {
	v := reflect.ValueOf(into)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return false
	}
	if t := v.Type().Elem(); t.Kind() == reflect.Pointer {
		made := reflect.New(t.Elem())
		if !c.read(content, made) {
			return false
		}
		v.Elem().Set(made)
		return true
	}
	return c.read(content, v)
}

func (c *Codec) read(content []byte, message reflect.Value) bool {
	p := c.plan(message.Type().Elem())
	if p == nil {
		return false
	}
	proto.Reset(message.Interface().(proto.Message))
	r := reader{in: content}
	return r.message(p, message.Elem()) && r.ended()
}
