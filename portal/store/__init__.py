"""The portal's use cases on its tables: connection and portal time in, plain values out; the caller commits."""
