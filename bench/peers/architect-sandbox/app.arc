@app
bench

@http
post /hello
