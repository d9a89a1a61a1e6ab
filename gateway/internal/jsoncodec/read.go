package jsoncodec

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strconv"
	"unicode/utf8"

	"google.golang.org/protobuf/types/known/timestamppb"
)

// reader reads JSON from a place on. Every method of it answers false where it leaves the whole to protojson; where it then is
// does not matter.
type reader struct {
	in []byte
	at int
}

// message reads an object into a message.
func (r *reader) message(p *plan, m reflect.Value) bool {
	if !r.take('{') {
		return false
	}
	if r.take('}') {
		return true
	}
	var given uint64
	for {
		name, plain, ok := r.quoted()
		if !ok || !plain || !r.take(':') {
			return false
		}
		i, known := p.byName[string(name)]
		if !known || given&(1<<i) != 0 {
			return false
		}
		given |= 1 << i
		f := &p.fields[i]
		if !r.word("null") && !r.field(f, m.Field(f.index)) { // null is as if it had been left out
			return false
		}
		if !r.take(',') {
			return r.take('}')
		}
	}
}

func (r *reader) field(f *field, v reflect.Value) bool {
	if !f.list {
		return r.value(f, v)
	}
	if !r.take('[') {
		return false
	}
	if r.take(']') {
		return true
	}
	for n := 0; ; n++ {
		v.Grow(1)
		v.SetLen(n + 1)
		if !r.value(f, v.Index(n)) {
			return false
		}
		if !r.take(',') {
			return r.take(']')
		}
	}
}

func (r *reader) value(f *field, v reflect.Value) bool {
	if f.pointer {
		made := reflect.New(f.element)
		v.Set(made)
		v = made.Elem()
	}
	switch f.kind {
	case text:
		s, ok := r.text()
		v.SetString(s)
		return ok
	case truth:
		yes := r.word("true")
		v.SetBool(yes)
		return yes || r.word("false")
	case whole32:
		n, ok := r.whole(32)
		v.SetInt(n)
		return ok
	case whole64:
		n, ok := r.whole(64)
		v.SetInt(n)
		return ok
	case choice:
		n, ok := r.choice(f.enum)
		v.SetInt(n)
		return ok
	case message:
		return r.message(f.message, v)
	case instant:
		s, ok := r.text()
		return ok && parseInstant(s, v.Addr().Interface().(*timestamppb.Timestamp))
	}
	return false
}

// text reads a text.
func (r *reader) text() (string, bool) {
	raw, plain, ok := r.quoted()
	if !ok || plain {
		return string(raw), ok
	}
	// Half a letter of UTF-16 is replaced by encoding/json and refused by protojson.
	if bytes.Contains(raw, []byte(`\ud`)) || bytes.Contains(raw, []byte(`\uD`)) {
		return "", false
	}
	var s string
	err := json.Unmarshal(r.in[r.at-len(raw)-2:r.at], &s)
	return s, err == nil
}

// quoted reads what stands between quotes, and says whether it stands for itself.
func (r *reader) quoted() (raw []byte, plain, ok bool) {
	if !r.take('"') {
		return nil, false, false
	}
	begin, ascii := r.at, true
	plain = true
	for i := begin; i < len(r.in); i++ {
		switch c := r.in[i]; {
		case c == '"':
			raw, r.at = r.in[begin:i], i+1
			return raw, plain, ascii || utf8.Valid(raw)
		case c == '\\':
			plain = false
			i++
		case c < ' ':
			return nil, false, false
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	return nil, false, false
}

// whole reads a whole number of so many bits, in quotes or not. What is written with a point or an exponent is left to protojson.
func (r *reader) whole(bits int) (int64, bool) {
	quoted := r.take('"')
	begin := r.at
	if r.peek() == '-' {
		r.at++
	}
	first := r.at
	for c := r.peek(); '0' <= c && c <= '9'; c = r.peek() {
		r.at++
	}
	if r.at == first || r.in[first] == '0' && r.at > first+1 {
		return 0, false
	}
	n, err := strconv.ParseInt(string(r.in[begin:r.at]), 10, bits)
	if quoted && r.peek() != '"' {
		return 0, false
	}
	if quoted {
		r.at++
	}
	return n, err == nil
}

// choice reads a value of an enum, by its name or its number.
func (r *reader) choice(e *enum) (int64, bool) {
	r.skip()
	if r.peek() != '"' {
		return r.whole(32)
	}
	name, plain, ok := r.quoted()
	n, known := e.numbers[string(name)]
	return n, ok && plain && known
}

// word reads a word where it comes next. What follows it is looked at by who reads on.
func (r *reader) word(w string) bool {
	r.skip()
	if !bytes.HasPrefix(r.in[r.at:], []byte(w)) {
		return false
	}
	r.at += len(w)
	return true
}

// take reads a letter where it comes next, behind space.
func (r *reader) take(c byte) bool {
	r.skip()
	if r.peek() != c {
		return false
	}
	r.at++
	return true
}

// peek answers the letter that comes next, 0 at the end: a letter that has no place outside of a text.
func (r *reader) peek() byte {
	if r.at < len(r.in) {
		return r.in[r.at]
	}
	return 0
}

func (r *reader) skip() {
	for r.at < len(r.in) {
		switch r.in[r.at] {
		case ' ', '\n', '\r', '\t':
			r.at++
		default:
			return
		}
	}
}

// ended says whether nothing comes any more.
func (r *reader) ended() bool {
	r.skip()
	return r.at == len(r.in)
}
