# Makes of deploy/nginx/reference.conf the site of a container: TLS on a port that needs no right, its certificate from
# secrets, its log to the container's. The address comes to the names that its certificate has.
/^    listen 127\.0\.0\.1:8080;$/d
/^    server_name _;$/d
/#tls listen \[::\]:443/d
/#tls server_name/d
s/#tls listen 443/listen 8443/
s/#tls //
s#^\( *ssl_certificate\) .*;#\1 /run/secrets/reference_tls_chain;#
s#^\( *ssl_certificate_key\) .*;#\1 /run/secrets/reference_tls_key;#
s#^    access_log /var/log/nginx/originseal\.log #    access_log /dev/stdout #
