<?php
// Changes a running WordPress as standard input says, as JSON; answers with the addresses of all posts by id.
define('ABSPATH', __DIR__ . '/');
$_SERVER['HTTP_HOST'] = parse_url(getenv('WORDPRESS_HOME'), PHP_URL_HOST);
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
require ABSPATH . 'wp-load.php';
require ABSPATH . 'menu.php';

$change = json_decode(stream_get_contents(STDIN), true);
if (isset($change['theme'])) {
    switch_theme($change['theme']);
}
if (isset($change['permalinks'])) {
    $wp_rewrite->set_permalink_structure($change['permalinks']);
    create_initial_taxonomies();
    flush_rewrite_rules(false);
    block_menu();
}
foreach ($change['append'] ?? [] as $id => $text) {
    $content = get_post($id)->post_content . "<!-- wp:paragraph -->\n<p>" . esc_html($text) . "</p>\n<!-- /wp:paragraph -->\n";
    wp_update_post(wp_slash(['ID' => $id, 'post_content' => $content]));
}
foreach ($change['delete'] ?? [] as $id) {
    wp_delete_post($id, true);
}
$answer = [];
foreach (get_posts(['numberposts' => -1]) as $post) {
    $answer[$post->ID] = get_permalink($post);
}
echo json_encode((object) $answer);
