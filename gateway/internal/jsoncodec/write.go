package jsoncodec

import (
	"encoding/base64"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// append appends a message to b; false where protojson has to say what is wrong with it.
func (p *plan) append(b []byte, m reflect.Value) (_ []byte, ok bool) {
	b = append(b, '{')
	begin := len(b)
	for i := range p.fields {
		f := &p.fields[i]
		v := m.Field(f.index)
		if f.pointer && !f.list && v.IsNil() {
			continue // what is absent stays so; a zero is an answer
		}
		if len(b) > begin {
			b = append(b, ',')
		}
		b = append(b, f.label...)
		if f.list {
			b, ok = f.appendList(b, v)
		} else {
			b, ok = f.appendValue(b, v)
		}
		if !ok {
			return b, false
		}
	}
	return append(b, '}'), true
}

func (f *field) appendList(b []byte, list reflect.Value) (_ []byte, ok bool) {
	b = append(b, '[')
	for i := range list.Len() {
		if i > 0 {
			b = append(b, ',')
		}
		if b, ok = f.appendValue(b, list.Index(i)); !ok {
			return b, false
		}
	}
	return append(b, ']'), true
}

func (f *field) appendValue(b []byte, v reflect.Value) (_ []byte, ok bool) {
	if f.pointer {
		if v.IsNil() {
			return b, false
		}
		v = v.Elem()
	}
	switch f.kind {
	case text:
		return appendText(b, v.String())
	case truth:
		return strconv.AppendBool(b, v.Bool()), true
	case whole32:
		return strconv.AppendInt(b, v.Int(), 10), true
	case whole64: // in quotes: a number of JavaScript cannot hold it
		b = strconv.AppendInt(append(b, '"'), v.Int(), 10)
		return append(b, '"'), true
	case octets:
		b = base64.StdEncoding.AppendEncode(append(b, '"'), v.Bytes())
		return append(b, '"'), true
	case choice:
		if name, has := f.enum.names[protoreflect.EnumNumber(v.Int())]; has {
			return append(b, name...), true
		}
		return strconv.AppendInt(b, v.Int(), 10), true
	case message:
		return f.message.append(b, v)
	case instant:
		return appendInstant(b, v.Addr().Interface().(*timestamppb.Timestamp))
	}
	return b, false
}

// appendText appends a text in quotes.
func appendText(b []byte, s string) (_ []byte, ok bool) {
	b = append(b, '"')
	done, ascii := 0, true
	for i := range len(s) {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			ascii = ascii && c < utf8.RuneSelf
			continue
		}
		b = appendEscape(append(b, s[done:i]...), c)
		done = i + 1
	}
	b = append(b, s[done:]...)
	return append(b, '"'), ascii || utf8.ValidString(s)
}

// appendEscape appends a letter that does not stand for itself between quotes (RFC 8259 section 7).
func appendEscape(b []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(b, '\\', c)
	case '\b':
		return append(b, '\\', 'b')
	case '\f':
		return append(b, '\\', 'f')
	case '\n':
		return append(b, '\\', 'n')
	case '\r':
		return append(b, '\\', 'r')
	case '\t':
		return append(b, '\\', 't')
	}
	const digits = "0123456789abcdef"
	return append(b, '\\', 'u', '0', '0', digits[c>>4], digits[c&0xf])
}

// The seconds of an instant of the years 1 to 9999, which is what there is of them in JSON.
const (
	firstSecond = -62135596800
	lastSecond  = 253402300799
)

// appendInstant appends an instant (RFC 3339) in UTC, with as many of 0, 3, 6 or 9 digits behind the second as it needs.
func appendInstant(b []byte, at *timestamppb.Timestamp) (_ []byte, ok bool) {
	if at.Seconds < firstSecond || at.Seconds > lastSecond || at.Nanos < 0 || at.Nanos >= int32(time.Second) {
		return b, false
	}
	b = time.Unix(at.Seconds, 0).UTC().AppendFormat(append(b, '"'), time.RFC3339) // which Go writes without a look at its form
	b = b[:len(b)-1]                                                              // without the Z
	if at.Nanos > 0 {
		digits, n := 9, int64(at.Nanos)
		for n%1000 == 0 {
			digits, n = digits-3, n/1000
		}
		b = append(b, '.')
		for unit := int64(math.Pow10(digits - 1)); unit > 0; unit /= 10 {
			b = append(b, byte('0'+n/unit%10))
		}
	}
	return append(b, 'Z', '"'), true
}

// parseInstant reads an instant; false where protojson has to look at it.
func parseInstant(s string, into *timestamppb.Timestamp) bool {
	at, err := time.Parse(time.RFC3339Nano, s)
	if err != nil || at.Unix() < firstSecond || at.Unix() > lastSecond {
		return false
	}
	if dot := strings.LastIndexByte(s, '.'); dot >= 0 && strings.LastIndexAny(s, "Z-+")-dot > len(".999999999") {
		return false
	}
	into.Seconds, into.Nanos = at.Unix(), int32(at.Nanosecond())
	return true
}
